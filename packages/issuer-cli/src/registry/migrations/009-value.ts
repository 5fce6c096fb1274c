const fixed = (table: string) => `
  CREATE TRIGGER ${table}_fixed BEFORE UPDATE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
  CREATE TRIGGER ${table}_stays BEFORE DELETE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`;

/**
 * Value that follows people: lists of salary, credits for cards, value of cards that have ended, what counters still
 * owe, payments to partner merchants, dues and events. What must happen once is a key or a unique index.
 */
export const VALUE = `
  -- A list of payroll. One that was cancelled may come again; else neither its content nor its name does.
  CREATE TABLE credit_list (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL CHECK (length(period) BETWEEN 1 AND 40),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    file_name TEXT NOT NULL CHECK (length(file_name) <= 200),
    members INTEGER NOT NULL CHECK (members >= 1),
    total_rupiah INTEGER NOT NULL CHECK (total_rupiah > 0),
    -- Which counter gives what is for cards without a purse; null: the one that settled the card last.
    terminal INTEGER REFERENCES terminals (terminal),
    state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'cancelled')),
    proposed_at TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposer_id INTEGER REFERENCES operators (id),
    ended_at TEXT,
    ended_by TEXT,
    CHECK ((state = 'proposed') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
  ) STRICT;
  CREATE UNIQUE INDEX credit_list_period ON credit_list (lower(period)) WHERE state <> 'cancelled';
  CREATE UNIQUE INDEX credit_list_digest ON credit_list (digest) WHERE state <> 'cancelled';
  CREATE TRIGGER credit_list_begins BEFORE INSERT ON credit_list WHEN NEW.state <> 'proposed'
    BEGIN SELECT RAISE(ABORT, 'a list is proposed first'); END;
  CREATE TRIGGER credit_list_moves BEFORE UPDATE ON credit_list WHEN OLD.state <> 'proposed'
      OR NEW.state = 'proposed' OR NEW.id <> OLD.id OR NEW.period <> OLD.period OR NEW.digest <> OLD.digest
      OR NEW.members <> OLD.members OR NEW.total_rupiah <> OLD.total_rupiah OR NEW.terminal IS NOT OLD.terminal
      OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposer_id IS NOT OLD.proposer_id
      OR NEW.proposed_at <> OLD.proposed_at OR NEW.file_name <> OLD.file_name
    BEGIN SELECT RAISE(ABORT, 'a list is approved or cancelled, once'); END;
  CREATE TRIGGER credit_list_stays BEFORE DELETE ON credit_list
    BEGIN SELECT RAISE(ABORT, 'a list is never removed'); END;

  CREATE TABLE credit_list_row (
    list INTEGER NOT NULL REFERENCES credit_list (id),
    line INTEGER NOT NULL CHECK (line >= 1),
    member_id INTEGER NOT NULL REFERENCES members (id),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah BETWEEN 1 AND 16777215),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 80),
    PRIMARY KEY (list, line),
    UNIQUE (list, member_id)
  ) STRICT, WITHOUT ROWID;
  ${fixed('credit_list_row')}

  -- What the employer has paid over for a list, by the receipt; one transfer may pay for several lists.
  CREATE TABLE salary_payment (
    receipt INTEGER PRIMARY KEY,
    list INTEGER NOT NULL REFERENCES credit_list (id),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
    tender TEXT NOT NULL CHECK (tender IN ('cash', 'bank')),
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 60),
    -- When the money came.
    paid_ms INTEGER NOT NULL,
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    approved_by TEXT
  ) STRICT;
  CREATE UNIQUE INDEX salary_payment_reference ON salary_payment (list, lower(reference));
  CREATE TRIGGER salary_payment_gapless BEFORE INSERT ON salary_payment
      WHEN NEW.receipt <> coalesce((SELECT max(receipt) FROM salary_payment), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'receipts are numbered without gaps'); END;
  CREATE TRIGGER salary_payment_due BEFORE INSERT ON salary_payment
      WHEN NEW.amount_rupiah > coalesce((SELECT total_rupiah FROM credit_list WHERE id = NEW.list AND state = 'approved'), 0)
        - coalesce((SELECT sum(amount_rupiah) FROM salary_payment WHERE list = NEW.list), 0)
    BEGIN SELECT RAISE(ABORT, 'no more is paid for a list than it comes to'); END;
  ${fixed('salary_payment')}

  -- Value that waits for a card: each number of a card once, from 1 without gaps. The card carries the number of the
  -- last one that it was given. id is the order in which counters are told.
  CREATE TABLE credit (
    id INTEGER PRIMARY KEY,
    card INTEGER NOT NULL REFERENCES card_lives (serial),
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah BETWEEN 1 AND 16777215),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 80),
    kind TEXT NOT NULL CHECK (kind IN ('salary', 'card', 'owed', 'dues', 'moved')),
    -- What it comes from, such as salary:3:17 or owed:4:211: whatever happens twice, it is credited once.
    source TEXT NOT NULL UNIQUE CHECK (length(source) BETWEEN 1 AND 80),
    -- The only counter that may give it; null: each of them.
    terminal INTEGER REFERENCES terminals (terminal),
    made_at TEXT NOT NULL,
    UNIQUE (card, number)
  ) STRICT;
  CREATE TRIGGER credit_gapless BEFORE INSERT ON credit
      WHEN NEW.number <> coalesce((SELECT max(number) FROM credit WHERE card = NEW.card), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'credits of a card are numbered without gaps'); END;
  ${fixed('credit')}

  -- Where and when a card was given it, by the record of its chain.
  CREATE TABLE credit_given (
    card INTEGER NOT NULL,
    number INTEGER NOT NULL,
    terminal INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES chain_record (id),
    PRIMARY KEY (card, number),
    FOREIGN KEY (card, number) REFERENCES credit (card, number)
  ) STRICT, WITHOUT ROWID;
  ${fixed('credit_given')}

  -- The value of a credit whose card has ended went elsewhere with the rest.
  CREATE TABLE credit_moved (
    card INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (card, number),
    FOREIGN KEY (card, number) REFERENCES credit (card, number)
  ) STRICT, WITHOUT ROWID;
  ${fixed('credit_moved')}

  -- A credit for a card without a purse is to go to another counter, once its own has answered that it gave it not.
  CREATE TABLE credit_withdrawal (
    id INTEGER PRIMARY KEY,
    card INTEGER NOT NULL,
    number INTEGER NOT NULL,
    to_terminal INTEGER NOT NULL REFERENCES terminals (terminal),
    asked_at TEXT NOT NULL,
    FOREIGN KEY (card, number) REFERENCES credit (card, number),
    UNIQUE (card, number)
  ) STRICT;
  ${fixed('credit_withdrawal')}
  CREATE TABLE credit_withdrawal_answer (
    withdrawal INTEGER PRIMARY KEY REFERENCES credit_withdrawal (id),
    given INTEGER NOT NULL CHECK (given IN (0, 1)),
    at TEXT NOT NULL
  ) STRICT;
  ${fixed('credit_withdrawal_answer')}

  -- Derived: credits that no record of a chain shows yet. A row comes with the credit and goes when it was given.
  CREATE TABLE open_credit (
    card INTEGER NOT NULL,
    number INTEGER NOT NULL,
    id INTEGER NOT NULL UNIQUE REFERENCES credit (id),
    moved INTEGER NOT NULL DEFAULT 0 CHECK (moved IN (0, 1)),
    PRIMARY KEY (card, number)
  ) STRICT, WITHOUT ROWID;
  -- Given, and not in the books yet: emptied by the transaction that filled it.
  CREATE TABLE credit_to_book (
    card INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (card, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER credit_opens AFTER INSERT ON credit
    BEGIN INSERT INTO open_credit (card, number, id) VALUES (NEW.card, NEW.number, NEW.id); END;
  CREATE TRIGGER credit_moves AFTER INSERT ON credit_moved
    BEGIN UPDATE open_credit SET moved = 1 WHERE card = NEW.card AND number = NEW.number; END;
  -- Bytes 24 and 25 of a record are the number of the last credit (docs/card-format.md §8).
  CREATE TRIGGER credit_is_given AFTER INSERT ON chain_record WHEN substr(NEW.record, 25, 2) > x'0000'
    BEGIN
      INSERT INTO credit_given (card, number, terminal, record)
        SELECT o.card, o.number, NEW.terminal, NEW.id FROM open_credit o JOIN credit c ON c.id = o.id
        WHERE o.card = NEW.card AND o.number <= instr('0123456789ABCDEF', substr(hex(substr(NEW.record, 25, 2)), 1, 1)) * 4096
            + instr('0123456789ABCDEF', substr(hex(substr(NEW.record, 25, 2)), 2, 1)) * 256
            + instr('0123456789ABCDEF', substr(hex(substr(NEW.record, 25, 2)), 3, 1)) * 16
            + instr('0123456789ABCDEF', substr(hex(substr(NEW.record, 25, 2)), 4, 1)) - 4369
          AND (NEW.branch = 0 AND c.terminal IS NULL OR c.terminal = NEW.branch
            -- Numbers of a card without a purse have gaps where another counter gives one.
            AND NOT EXISTS (SELECT 1 FROM credit_withdrawal w JOIN credit_withdrawal_answer a ON a.withdrawal = w.id
              WHERE w.card = o.card AND w.number = o.number AND a.given = 0));
      INSERT INTO credit_to_book (card, number)
        SELECT o.card, o.number FROM open_credit o WHERE o.card = NEW.card
          AND EXISTS (SELECT 1 FROM credit_given g WHERE g.card = o.card AND g.number = o.number);
      DELETE FROM open_credit WHERE card = NEW.card
        AND EXISTS (SELECT 1 FROM credit_given g WHERE g.card = open_credit.card AND g.number = open_credit.number);
    END;

  -- Records of credits that joined a chain, until they are held against what was promised; half of byte 3 is the kind.
  CREATE TABLE credit_to_check (
    record INTEGER PRIMARY KEY REFERENCES chain_record (id)
  ) STRICT;
  CREATE TRIGGER credit_is_checked AFTER INSERT ON chain_record WHEN hex(substr(NEW.record, 4, 1)) GLOB '?4'
    BEGIN INSERT INTO credit_to_check (record) VALUES (NEW.id); END;

  -- How far the credits and payments of a reply went: what a counter has applied is not told again.
  CREATE TABLE value_told (
    reply INTEGER PRIMARY KEY REFERENCES settlement_reply (serial),
    terminal INTEGER NOT NULL,
    last_credit INTEGER NOT NULL,
    last_payment INTEGER NOT NULL
  ) STRICT;
  ${fixed('value_told')}

  -- For how many days a lost card's value waits for counters at most; null: the organisation's. The last row counts.
  CREATE TABLE hold_days (
    id INTEGER PRIMARY KEY,
    card INTEGER REFERENCES card_lives (serial),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 365),
    at TEXT NOT NULL,
    operator TEXT NOT NULL
  ) STRICT;
  ${fixed('hold_days')}

  -- What left a card that has ended: as a credit for the new card, or in cash.
  CREATE TABLE card_release (
    id INTEGER PRIMARY KEY,
    card INTEGER NOT NULL REFERENCES card_lives (serial),
    -- Of its balance; and of credits that still waited for it, which were paid out with it.
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah >= 0),
    credits_rupiah INTEGER NOT NULL DEFAULT 0 CHECK (credits_rupiah >= 0),
    -- What of its balance settled what its holder owed to counters.
    debt_rupiah INTEGER NOT NULL DEFAULT 0 CHECK (debt_rupiah >= 0),
    -- The credit that it became; else it was paid out.
    credit INTEGER UNIQUE REFERENCES credit (id),
    tender TEXT CHECK (tender IN ('cash', 'bank')),
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    approved_by TEXT,
    CHECK (amount_rupiah + credits_rupiah > 0 AND (credits_rupiah = 0 OR tender IS NOT NULL)),
    CHECK ((credit IS NULL) <> (tender IS NULL))
  ) STRICT;
  CREATE INDEX card_release_by_card ON card_release (card);
  ${fixed('card_release')}

  -- A lost card that was found again shows what was paid out for it.
  CREATE TRIGGER card_moves_paid_out BEFORE INSERT ON card_moves WHEN NEW.move = 'active'
      AND EXISTS (SELECT 1 FROM card_release WHERE card = NEW.serial)
    BEGIN SELECT RAISE(ABORT, 'a card whose value has followed or was paid out is not used again'); END;

  -- Derived: cards whose value has followed, up to this record of their chain. A later one is looked at again.
  CREATE TABLE hold_settled (
    card INTEGER PRIMARY KEY REFERENCES card_lives (serial),
    last_record INTEGER NOT NULL
  ) STRICT;

  -- What a counter owes to the holder of a card and was asked to hand over. It answers in its journal, once.
  CREATE TABLE owed_transfer (
    id INTEGER PRIMARY KEY,
    terminal INTEGER NOT NULL REFERENCES terminals (terminal),
    card INTEGER NOT NULL REFERENCES card_lives (serial),
    asked_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX owed_transfer_by_terminal ON owed_transfer (terminal, id);
  ${fixed('owed_transfer')}
  CREATE TABLE owed_answer (
    transfer INTEGER PRIMARY KEY REFERENCES owed_transfer (id),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah >= 0),
    entry INTEGER NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  ${fixed('owed_answer')}

  CREATE TABLE merchant_payment (
    receipt INTEGER PRIMARY KEY,
    member TEXT NOT NULL CHECK (length(member) BETWEEN 1 AND 16),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
    tender TEXT NOT NULL CHECK (tender IN ('cash', 'bank')),
    -- Number of the transfer or of the slip that was signed; each pays once.
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 60),
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    approved_by TEXT
  ) STRICT;
  CREATE UNIQUE INDEX merchant_payment_reference ON merchant_payment (lower(reference));
  CREATE INDEX merchant_payment_by_member ON merchant_payment (member, receipt);
  CREATE TRIGGER merchant_payment_gapless BEFORE INSERT ON merchant_payment
      WHEN NEW.receipt <> coalesce((SELECT max(receipt) FROM merchant_payment), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'receipts are numbered without gaps'); END;
  ${fixed('merchant_payment')}

  CREATE TABLE dues_period (
    period TEXT PRIMARY KEY CHECK (length(period) BETWEEN 1 AND 20),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah BETWEEN 1 AND 16777215),
    due TEXT,
    opened_at TEXT NOT NULL,
    operator TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  ${fixed('dues_period')}
  -- What counters took for a period or an event. Of two payments the first one that came counts; the other is owed back.
  CREATE TABLE member_payment (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('dues', 'event')),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 40),
    member_id INTEGER NOT NULL REFERENCES members (id),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
    card INTEGER NOT NULL,
    terminal INTEGER NOT NULL,
    -- The entry that reserved it.
    transfer INTEGER NOT NULL,
    counts INTEGER NOT NULL CHECK (counts IN (0, 1)),
    at TEXT NOT NULL,
    UNIQUE (terminal, transfer, kind, subject)
  ) STRICT;
  CREATE UNIQUE INDEX member_payment_once ON member_payment (member_id, kind, subject) WHERE counts = 1;
  CREATE TRIGGER member_payment_fixed BEFORE UPDATE ON member_payment WHEN NOT (OLD.counts = 1 AND NEW.counts = 0
      AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.member_id = OLD.member_id AND NEW.subject = OLD.subject
      AND NEW.amount_rupiah = OLD.amount_rupiah AND NEW.terminal = OLD.terminal AND NEW.transfer = OLD.transfer)
    BEGIN SELECT RAISE(ABORT, 'a payment is only taken back'); END;
  CREATE TRIGGER member_payment_stays BEFORE DELETE ON member_payment
    BEGIN SELECT RAISE(ABORT, 'payments of members are append-only'); END;
  -- Each change of who has paid what, in the order in which counters are told.
  CREATE TABLE member_payment_change (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    member_id INTEGER NOT NULL REFERENCES members (id),
    paid INTEGER NOT NULL CHECK (paid IN (0, 1))
  ) STRICT;
  ${fixed('member_payment_change')}
  CREATE TRIGGER member_payment_told AFTER INSERT ON member_payment WHEN NEW.counts = 1
    BEGIN
      INSERT INTO member_payment_change (kind, subject, member_id, paid)
        VALUES (NEW.kind, NEW.subject, NEW.member_id, 1);
    END;
  CREATE TRIGGER member_payment_untold AFTER UPDATE ON member_payment
    BEGIN
      INSERT INTO member_payment_change (kind, subject, member_id, paid)
        VALUES (NEW.kind, NEW.subject, NEW.member_id, 0);
    END;

  -- Versions: the last row of an event counts.
  CREATE TABLE event_version (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL CHECK (length(event) BETWEEN 1 AND 40),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    fee_rupiah INTEGER NOT NULL CHECK (fee_rupiah BETWEEN 0 AND 16777215),
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    at TEXT NOT NULL,
    operator TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_version_by_event ON event_version (event, id);
  ${fixed('event_version')}
`;
