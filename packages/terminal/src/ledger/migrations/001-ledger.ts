import { appendOnly } from './append-only.ts';

/** Journal, accounts, cards and transfers. */
const APPEND_ONLY = [
  'journal',
  'account',
  'entry',
  'card',
  'card_record',
  'transfer',
  'transfer_state',
  'freeze',
];

export const LEDGER = `
-- One successor for each entry: numbers are given once, and the trigger lets number n name the hash of n - 1 alone.
-- An index of its own on \`previous\` would say the same again, with a random page at every commit.
CREATE TABLE journal (
  number   INTEGER PRIMARY KEY,
  time_ms  INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  body     TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal)
  OR NEW.previous <> coalesce((SELECT hash FROM journal WHERE number = NEW.number - 1), zeroblob(32))
BEGIN SELECT raise(ABORT, 'journal: not the successor of the last entry'); END;

CREATE TABLE account (
  id   INTEGER PRIMARY KEY, -- below 0: what is owed to the holder of a card
  code TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('asset', 'liability', 'income', 'clearing')),
  CHECK ((id < 0) = (code GLOB 'owed:*'))
) STRICT;

-- Double entry, balanced by construction: one amount leaves the one account and reaches the other.
CREATE TABLE entry (
  journal INTEGER NOT NULL REFERENCES journal (number),
  line    INTEGER NOT NULL,
  debit   INTEGER NOT NULL REFERENCES account (id),
  credit  INTEGER NOT NULL REFERENCES account (id),
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
  PRIMARY KEY (journal, line),
  CHECK (debit <> credit)
) STRICT, WITHOUT ROWID;
-- What is owed to a holder is asked at every tap, other balances at closing time: these alone are worth an index.
CREATE INDEX entry_debit_owed ON entry (debit) WHERE debit < 0;
CREATE INDEX entry_credit_owed ON entry (credit) WHERE credit < 0;

CREATE TABLE card (
  serial   INTEGER PRIMARY KEY,
  uid      BLOB NOT NULL UNIQUE,
  kind     TEXT NOT NULL,
  identity BLOB NOT NULL CHECK (length(identity) = 88),
  journal  INTEGER NOT NULL REFERENCES journal (number)
) STRICT;

-- The chain of each card as this counter knows it. Two records with one number are a fork: the key forbids them.
CREATE TABLE card_record (
  card     INTEGER NOT NULL REFERENCES card (serial),
  sequence INTEGER NOT NULL,
  head     BLOB NOT NULL CHECK (length(head) = 16),
  tail     BLOB NOT NULL CHECK (length(tail) = 80),
  journal  INTEGER NOT NULL REFERENCES journal (number),
  PRIMARY KEY (card, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (
  id        INTEGER PRIMARY KEY REFERENCES journal (number),
  kind      TEXT NOT NULL CHECK (kind IN ('sale', 'topup', 'refund', 'credit', 'payout', 'correction')),
  card      INTEGER NOT NULL REFERENCES card (serial),
  sequence  INTEGER NOT NULL,
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
  -- The exact record to be written, made before the card is touched.
  head      BLOB NOT NULL CHECK (length(head) = 16),
  tail      BLOB NOT NULL CHECK (length(tail) = 80),
  reference TEXT,
  corrects  INTEGER REFERENCES transfer (id),
  CHECK ((kind = 'correction') = (corrects IS NOT NULL))
) STRICT;
CREATE INDEX transfer_card ON transfer (card, id);
CREATE INDEX transfer_reference ON transfer (reference) WHERE reference IS NOT NULL;
-- A caller's name stands for one transfer that is done. What was voided moved nothing and may be tried again under it.
CREATE TRIGGER transfer_reference_once BEFORE INSERT ON transfer
WHEN EXISTS (SELECT 1 FROM transfer t WHERE t.reference = NEW.reference
  AND NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = t.id AND s.state = 'voided'))
BEGIN SELECT raise(ABORT, 'transfer: its reference was used'); END;
CREATE UNIQUE INDEX transfer_corrects ON transfer (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE transfer_state (
  transfer INTEGER NOT NULL REFERENCES transfer (id),
  state    TEXT NOT NULL CHECK (state IN ('posted', 'voided', 'unresolved')),
  journal  INTEGER NOT NULL REFERENCES journal (number),
  PRIMARY KEY (transfer, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER transfer_final BEFORE INSERT ON transfer_state
WHEN EXISTS (SELECT 1 FROM transfer_state WHERE transfer = NEW.transfer AND state IN ('posted', 'voided'))
BEGIN SELECT raise(ABORT, 'transfer: already posted or voided'); END;

-- Derived, so that the rule "one unfinished transfer per card" is a constraint: a row comes with the transfer and
-- goes when it is posted or voided. Verified against transfer_state by the ledger's own proof.
CREATE TABLE open_transfer (
  card     INTEGER PRIMARY KEY REFERENCES card (serial),
  transfer INTEGER NOT NULL REFERENCES transfer (id)
) STRICT;

CREATE TABLE freeze (
  journal INTEGER PRIMARY KEY REFERENCES journal (number),
  card    INTEGER NOT NULL REFERENCES card (serial),
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX freeze_card ON freeze (card);

-- What the counter has learnt about a card's chip that saves exchanges at the next tap; may be forgotten.
CREATE TABLE card_hint (
  card     INTEGER PRIMARY KEY REFERENCES card (serial),
  location TEXT,
  key_set  INTEGER
) STRICT;

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

${appendOnly(APPEND_ONLY)}
`;
