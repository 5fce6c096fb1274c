const fixed = (table: string) => `
  CREATE TRIGGER ${table}_fixed BEFORE UPDATE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
  CREATE TRIGGER ${table}_stays BEFORE DELETE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`;

/**
 * What counters have told: their journals, batch by batch; all their records joined into one chain per card; forks
 * and cases. A card has one successor for each record, and each terminal one batch of each number: constraints here.
 */
export const SETTLEMENT = `
  CREATE TABLE settled_batch (
    terminal INTEGER NOT NULL REFERENCES terminals (terminal),
    number INTEGER NOT NULL,
    first_entry INTEGER NOT NULL,
    last_entry INTEGER NOT NULL CHECK (last_entry >= first_entry),
    hash_before BLOB NOT NULL CHECK (length(hash_before) = 32),
    hash_after BLOB NOT NULL CHECK (length(hash_after) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    last_ms INTEGER NOT NULL,
    -- What the counter knew when it made the batch.
    bundle INTEGER NOT NULL,
    reply INTEGER NOT NULL,
    blocklist_at TEXT NOT NULL,
    made_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (terminal, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER settled_batch_gapless BEFORE INSERT ON settled_batch WHEN NOT EXISTS (
      SELECT 1 FROM (SELECT coalesce(max(number), 0) AS number FROM settled_batch WHERE terminal = NEW.terminal) last
        LEFT JOIN settled_batch b ON b.terminal = NEW.terminal AND b.number = last.number
      WHERE NEW.number = last.number + 1 AND NEW.first_entry = coalesce(b.last_entry, 0) + 1
        AND NEW.hash_before = coalesce(b.hash_after, zeroblob(32)))
    BEGIN SELECT RAISE(ABORT, 'a batch follows the last one of its counter'); END;
  ${fixed('settled_batch')}

  -- The journals of all counters as they were written; the hashes are computed again from them.
  CREATE TABLE settled_entry (
    terminal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (terminal, number)
  ) STRICT, WITHOUT ROWID;
  -- A counter's clock had been ahead, and somebody there has accepted that.
  CREATE INDEX settled_entry_clock ON settled_entry (terminal, number) WHERE kind = 'clock';
  ${fixed('settled_entry')}

  -- Entries whose money is not in the books, with the reason; a case says more.
  CREATE TABLE unbooked_entry (
    terminal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('revoked', 'not-genuine', 'malformed')),
    PRIMARY KEY (terminal, number)
  ) STRICT, WITHOUT ROWID;
  ${fixed('unbooked_entry')}

  -- One chain per card, from the opening record on. A card without a purse carries no chain: each counter's records
  -- of it are a branch of their own. id is the order in which they were joined.
  CREATE TABLE chain_record (
    id INTEGER PRIMARY KEY,
    card INTEGER NOT NULL REFERENCES cards (serial),
    branch INTEGER NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence BETWEEN 0 AND 16777215),
    previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 8),
    hash BLOB NOT NULL CHECK (length(hash) = 8),
    terminal INTEGER NOT NULL,
    delta_rupiah INTEGER NOT NULL,
    record BLOB NOT NULL CHECK (length(record) = 96),
    UNIQUE (card, branch, sequence),
    UNIQUE (card, branch, previous_hash)
  ) STRICT;
  CREATE TRIGGER chain_record_linked BEFORE INSERT ON chain_record WHEN NEW.sequence > (NEW.branch > 0)
      AND NOT EXISTS (SELECT 1 FROM chain_record WHERE card = NEW.card AND branch = NEW.branch
        AND sequence = NEW.sequence - 1 AND hash = NEW.previous_hash)
    BEGIN SELECT RAISE(ABORT, 'a record is joined to the one that it names'); END;
  ${fixed('chain_record')}

  -- A card without a purse shows no older state, but its chip counts the taps: where it was at each value. A genuine chip
  -- shows each value in one tap and so at one counter. The first report of a value has the place.
  CREATE TABLE chip_tap (
    card INTEGER NOT NULL REFERENCES cards (serial),
    chip_counter INTEGER NOT NULL CHECK (chip_counter BETWEEN 1 AND 16777214),
    terminal INTEGER NOT NULL,
    time_s INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES chain_record (id),
    PRIMARY KEY (card, chip_counter)
  ) STRICT, WITHOUT ROWID;
  ${fixed('chip_tap')}
  -- Records of such cards that have been joined, until they are held against that.
  CREATE TABLE chip_to_check (
    record INTEGER PRIMARY KEY REFERENCES chain_record (id)
  ) STRICT;
  CREATE TRIGGER chip_is_checked AFTER INSERT ON chain_record WHEN NEW.branch > 0
    BEGIN INSERT INTO chip_to_check (record) VALUES (NEW.id); END;

  -- Records whose predecessor has not come yet; a row goes when it is joined or found to be of a fork.
  CREATE TABLE waiting_record (
    card INTEGER NOT NULL REFERENCES cards (serial),
    branch INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL,
    record BLOB NOT NULL CHECK (length(record) = 96),
    since TEXT NOT NULL,
    PRIMARY KEY (card, branch, sequence, hash)
  ) STRICT, WITHOUT ROWID;

  -- Whole, verified records for which the chain has no place: another one has it.
  CREATE TABLE fork_evidence (
    id INTEGER PRIMARY KEY,
    card INTEGER NOT NULL REFERENCES cards (serial),
    branch INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    terminal INTEGER NOT NULL,
    delta_rupiah INTEGER NOT NULL,
    record BLOB NOT NULL CHECK (length(record) = 96),
    found_at TEXT NOT NULL,
    UNIQUE (card, branch, sequence, hash)
  ) STRICT;
  ${fixed('fork_evidence')}

  -- Records that others have seen and whose own counter has not reported them; a row goes with its report.
  CREATE TABLE awaited_record (
    card INTEGER NOT NULL,
    hash BLOB NOT NULL,
    terminal INTEGER NOT NULL,
    time_s INTEGER NOT NULL,
    delta_rupiah INTEGER NOT NULL,
    -- The last reply that was made before anybody told of it: a batch that was cut with a later one comes after it.
    known_reply INTEGER NOT NULL,
    -- The closed case that has booked it: nobody waits for it any more. 0: it is awaited.
    written_off INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (card, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX awaited_record_by_terminal ON awaited_record (terminal);

  -- Records that a counter has signed and not said the end of, or closed as not done; a row goes with the end.
  CREATE TABLE open_promise (
    terminal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    card INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL,
    voided INTEGER NOT NULL CHECK (voided IN (0, 1)),
    PRIMARY KEY (terminal, number)
  ) STRICT, WITHOUT ROWID;

  -- Freezes at counters; a row is lifted when the counter has said so.
  CREATE TABLE terminal_freeze (
    terminal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    card INTEGER NOT NULL,
    reason TEXT NOT NULL,
    lifted INTEGER NOT NULL DEFAULT 0 CHECK (lifted IN (0, 1)),
    PRIMARY KEY (terminal, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX terminal_freeze_by_card ON terminal_freeze (card);

  CREATE TABLE settlement_case (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('fork', 'rollback', 'chip-changed', 'frozen', 'moved-record',
      'forged-record', 'revoked-terminal', 'beyond-certificate', 'unreported-record', 'unexplained-balance',
      'unknown-card', 'journal-forked', 'malformed-entry', 'used-after-release')),
    -- What it is about; each thing has one case of a kind.
    subject TEXT NOT NULL,
    card INTEGER,
    terminal INTEGER,
    opened_at TEXT NOT NULL,
    UNIQUE (kind, subject)
  ) STRICT;
  CREATE INDEX settlement_case_by_card ON settlement_case (card) WHERE card IS NOT NULL;
  ${fixed('settlement_case')}

  CREATE TABLE case_evidence (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES settlement_case (id),
    -- The counter and the entry of its journal that said so; 0: the registry itself.
    terminal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    card INTEGER,
    record BLOB CHECK (length(record) = 96),
    note TEXT NOT NULL CHECK (length(note) <= 200),
    found_at TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX case_evidence_once
    ON case_evidence (case_id, terminal, number, coalesce(card, 0), coalesce(record, x''), note);
  ${fixed('case_evidence')}

  CREATE TABLE case_move (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES settlement_case (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    move TEXT NOT NULL CHECK (move IN ('opened', 'closed', 'reopened')),
    details TEXT NOT NULL CHECK (json_valid(details))
  ) STRICT;
  CREATE INDEX case_move_by_case ON case_move (case_id, id);
  CREATE TRIGGER case_move_in_order BEFORE INSERT ON case_move WHEN (NEW.move = 'opened') <>
      (NOT EXISTS (SELECT 1 FROM case_move WHERE case_id = NEW.case_id))
    OR (NEW.move = 'reopened') <> ('closed' = coalesce(
      (SELECT move FROM case_move WHERE case_id = NEW.case_id ORDER BY id DESC LIMIT 1), ''))
    BEGIN SELECT RAISE(ABORT, 'a case does not go that way'); END;
  ${fixed('case_move')}

  -- What a case was closed with, per card: above 0 the purse was raised to what the card shows. Of records that were
  -- never reported there may be two of a card: what they added, and what they took.
  CREATE TABLE case_write_off (
    case_id INTEGER NOT NULL REFERENCES settlement_case (id),
    move INTEGER NOT NULL REFERENCES case_move (id),
    card INTEGER NOT NULL,
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah <> 0),
    PRIMARY KEY (move, card, amount_rupiah)
  ) STRICT, WITHOUT ROWID;
  ${fixed('case_write_off')}

  -- A frozen card is on every blocklist; the last row of a card counts.
  CREATE TABLE card_freeze (
    id INTEGER PRIMARY KEY,
    card INTEGER NOT NULL,
    frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
    case_id INTEGER NOT NULL REFERENCES settlement_case (id),
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX card_freeze_by_card ON card_freeze (card, id);
  ${fixed('card_freeze')}

  CREATE TABLE settlement_reply (
    serial INTEGER PRIMARY KEY,
    terminal INTEGER NOT NULL REFERENCES terminals (terminal),
    bundle INTEGER NOT NULL,
    -- The last record of all chains that this reply knew of.
    last_record INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    made_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX settlement_reply_by_terminal ON settlement_reply (terminal, serial);
  ${fixed('settlement_reply')}
`;
