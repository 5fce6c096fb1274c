/**
 * The organisation's double-entry books. Each line moves an amount from one account to another, so that every
 * posting balances by its form; what was posted stays, and a correction is a posting of its own.
 */
export const BOOKS = `
  CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 80),
    type TEXT NOT NULL CHECK (type IN ('asset', 'liability', 'income', 'expense', 'clearing'))
  ) STRICT;
  CREATE TRIGGER account_fixed BEFORE UPDATE ON account
    BEGIN SELECT RAISE(ABORT, 'an account stays what it is'); END;
  CREATE TRIGGER account_stays BEFORE DELETE ON account
    BEGIN SELECT RAISE(ABORT, 'an account stays what it is'); END;

  -- source names what is posted, such as number-fee:17: whatever happens twice, it is booked once.
  CREATE TABLE posting (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE CHECK (length(source) BETWEEN 1 AND 120),
    at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
    memo TEXT NOT NULL CHECK (length(memo) <= 200),
    operator TEXT NOT NULL,
    lines INTEGER NOT NULL CHECK (lines >= 1)
  ) STRICT;
  CREATE INDEX posting_by_time ON posting (at_ms);
  CREATE TRIGGER posting_gapless BEFORE INSERT ON posting
      WHEN NEW.id <> coalesce((SELECT max(id) FROM posting), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'postings are numbered without gaps'); END;
  CREATE TRIGGER posting_fixed BEFORE UPDATE ON posting
    BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
  CREATE TRIGGER posting_stays BEFORE DELETE ON posting
    BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;

  CREATE TABLE posting_entry (
    posting INTEGER NOT NULL REFERENCES posting (id),
    line INTEGER NOT NULL CHECK (line >= 1),
    debit INTEGER NOT NULL REFERENCES account (id),
    credit INTEGER NOT NULL REFERENCES account (id),
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
    PRIMARY KEY (posting, line),
    CHECK (debit <> credit)
  ) STRICT, WITHOUT ROWID;
  -- Sums of one account are read from these alone.
  CREATE INDEX posting_entry_by_debit ON posting_entry (debit, amount_rupiah);
  CREATE INDEX posting_entry_by_credit ON posting_entry (credit, amount_rupiah);
  CREATE TRIGGER posting_entry_of_the_last BEFORE INSERT ON posting_entry
      WHEN NEW.posting <> (SELECT max(id) FROM posting)
        OR NEW.line > (SELECT lines FROM posting WHERE id = NEW.posting)
    BEGIN SELECT RAISE(ABORT, 'a posting gets no more lines'); END;
  CREATE TRIGGER posting_entry_fixed BEFORE UPDATE ON posting_entry
    BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
  CREATE TRIGGER posting_entry_stays BEFORE DELETE ON posting_entry
    BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
`;
