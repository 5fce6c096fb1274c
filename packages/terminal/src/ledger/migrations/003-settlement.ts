import { appendOnly } from './append-only.ts';

/** What goes to the issuer and what came back: batches, replies, states of cards elsewhere, standings. */
export const SETTLEMENT = `
-- How the journal was cut into batches. What a batch holds is made again from the journal, to the same bytes.
CREATE TABLE settlement_batch (
  number      INTEGER PRIMARY KEY,
  first_entry INTEGER NOT NULL,
  last_entry  INTEGER NOT NULL REFERENCES journal (number),
  bundle      INTEGER NOT NULL,
  reply       INTEGER NOT NULL,
  blocklist_at TEXT NOT NULL,
  made_at     TEXT NOT NULL,
  hash        BLOB NOT NULL CHECK (length(hash) = 32),
  CHECK (first_entry <= last_entry)
) STRICT;
CREATE TRIGGER settlement_batch_gapless BEFORE INSERT ON settlement_batch
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM settlement_batch)
  OR NEW.first_entry <> (SELECT coalesce(max(last_entry), 0) + 1 FROM settlement_batch)
BEGIN SELECT raise(ABORT, 'batch: not the successor of the last one'); END;

-- Every reply that was applied; the last one counts. \`batch\` and \`entry\` are what it acknowledged, 0: nothing.
CREATE TABLE settlement_reply (
  serial    INTEGER PRIMARY KEY,
  journal   INTEGER NOT NULL UNIQUE REFERENCES journal (number),
  issued_at TEXT NOT NULL,
  batch     INTEGER NOT NULL,
  entry     INTEGER NOT NULL
) STRICT;
CREATE TRIGGER settlement_reply_newer BEFORE INSERT ON settlement_reply
WHEN NEW.serial <= (SELECT coalesce(max(serial), 0) FROM settlement_reply)
BEGIN SELECT raise(ABORT, 'reply: older than the last one'); END;

-- The newest state of a card that the issuer has told; only a later one replaces it.
CREATE TABLE card_elsewhere (
  card     INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash     BLOB NOT NULL CHECK (length(hash) = 8),
  reply    INTEGER NOT NULL REFERENCES settlement_reply (serial)
) STRICT;
CREATE TRIGGER card_elsewhere_newer BEFORE UPDATE ON card_elsewhere WHEN NEW.reply <= OLD.reply
BEGIN SELECT raise(ABORT, 'card elsewhere: older than what is known'); END;

-- Cards whose holders may not use them as others do, as the last reply had it.
CREATE TABLE card_standing (
  card  INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('suspended', 'left'))
) STRICT;

-- What the customer's screen shows of a holder's name, as the last reply had it.
CREATE TABLE card_initials (
  card     INTEGER PRIMARY KEY,
  initials TEXT NOT NULL CHECK (length(initials) BETWEEN 1 AND 2)
) STRICT;

-- An entry of this kind sets the time of the journal back: somebody accepted that the clock had been ahead.
CREATE INDEX journal_clock ON journal (number) WHERE kind = 'clock';

-- The issuer lifted a freeze of this counter. A later suspicion freezes the card again.
CREATE TABLE unfreeze (
  journal INTEGER PRIMARY KEY REFERENCES journal (number),
  freeze  INTEGER NOT NULL UNIQUE REFERENCES freeze (journal)
) STRICT;

${appendOnly(['settlement_batch', 'settlement_reply', 'unfreeze'])}
`;
