import { AUCTIONS } from './003-auctions.ts';

/** The pattern of the numbers without its separators. */
const LETTERS = `replace(replace(replace(replace(number_pattern ->> '$.pattern', '.', ''), '/', ''), '-', ''), ' ', '')`;
const POOLS = `SELECT 1, instr(letters, 'Y'), length(letters) - length(replace(letters, 'Y', '')) FROM (
    SELECT CASE WHEN json_valid(number_pattern) AND number_pattern ->> '$.uniqueWithin' = 'cohort' THEN ${LETTERS}
      ELSE '' END AS letters FROM organisation)`;

/** Chosen numbers: requests, payments, approvals, what became of numbers, and the cards that carry an old one. */
export const NUMBERS = `
  -- Where the year stands in a member number whose unique part is unique within the cohort; digits 0: it is not.
  CREATE TABLE number_pools (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    year_from INTEGER NOT NULL,
    year_digits INTEGER NOT NULL CHECK (year_digits IN (0, 2, 4))
  ) STRICT;
  INSERT INTO number_pools ${POOLS};
  CREATE TRIGGER number_pools_first AFTER INSERT ON organisation
    BEGIN INSERT INTO number_pools ${POOLS}; END;
  CREATE TRIGGER number_pools_fixed BEFORE UPDATE ON number_pools
    BEGIN SELECT RAISE(ABORT, 'within what a number is unique never changes'); END;
  CREATE TRIGGER number_pools_stay BEFORE DELETE ON number_pools
    BEGIN SELECT RAISE(ABORT, 'within what a number is unique never changes'); END;
  CREATE TRIGGER organisation_numbers_fixed BEFORE UPDATE OF number_pattern ON organisation
    BEGIN SELECT RAISE(ABORT, 'numbers that were given were made by this pattern'); END;
  CREATE TRIGGER members_pool_new BEFORE INSERT ON members
      WHEN NEW.pool <> (SELECT substr(NEW.member_number, year_from, year_digits) FROM number_pools)
    BEGIN SELECT RAISE(ABORT, 'this number is of another cohort'); END;
  CREATE TRIGGER members_pool_changed BEFORE UPDATE OF pool, member_number ON members
      WHEN NEW.pool <> (SELECT substr(NEW.member_number, year_from, year_digits) FROM number_pools)
        OR NEW.pool <> OLD.pool
    BEGIN SELECT RAISE(ABORT, 'this number is of another cohort'); END;

  -- The rules in force are the last ones.
  CREATE TABLE number_rules (
    id INTEGER PRIMARY KEY,
    rules TEXT NOT NULL CHECK (json_valid(rules)),
    set_at TEXT NOT NULL,
    set_by TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER number_rules_fixed BEFORE UPDATE ON number_rules
    BEGIN SELECT RAISE(ABORT, 'rules are append-only'); END;
  CREATE TRIGGER number_rules_stay BEFORE DELETE ON number_rules
    BEGIN SELECT RAISE(ABORT, 'rules are append-only'); END;

  CREATE TABLE number_requests (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    unique_number INTEGER NOT NULL CHECK (unique_number >= 1),
    pool TEXT NOT NULL DEFAULT '',
    list_price_rupiah INTEGER NOT NULL CHECK (list_price_rupiah >= 0),
    fee_rupiah INTEGER NOT NULL CHECK (fee_rupiah BETWEEN 0 AND list_price_rupiah),
    state TEXT NOT NULL CHECK (state IN ('reserved', 'paid', 'approved', 'cancelled', 'expired')),
    requested_at TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    paid_at TEXT,
    paid_by TEXT,
    receipt TEXT UNIQUE,
    approved_at TEXT,
    approved_by TEXT,
    closed_at TEXT,
    closed_by TEXT,
    refund_due_rupiah INTEGER NOT NULL DEFAULT 0 CHECK (refund_due_rupiah BETWEEN 0 AND fee_rupiah),
    CHECK (expires_at > requested_at),
    CHECK (fee_rupiah = 0 OR (state IN ('paid', 'approved')) <= (receipt IS NOT NULL)),
    CHECK ((state = 'approved') <= (approved_at IS NOT NULL AND approved_by IS NOT NULL)),
    CHECK (approved_by IS NULL OR lower(approved_by) <> lower(requested_by)),
    CHECK (refund_due_rupiah = 0 OR receipt IS NOT NULL)
  ) STRICT;
  -- Of two requests for one number exactly one can stand, whatever the program believes.
  CREATE UNIQUE INDEX number_requests_one_per_number ON number_requests (unique_number, pool)
    WHERE state IN ('reserved', 'paid');
  CREATE UNIQUE INDEX number_requests_one_per_member ON number_requests (member_id)
    WHERE state IN ('reserved', 'paid');
  CREATE INDEX number_requests_by_member ON number_requests (member_id);
  CREATE TRIGGER number_requests_begin BEFORE INSERT ON number_requests
      WHEN NEW.state NOT IN ('reserved', 'paid') OR (NEW.state = 'paid' AND NEW.fee_rupiah > 0)
    BEGIN SELECT RAISE(ABORT, 'a request begins as a reservation'); END;
  CREATE TRIGGER number_requests_pool BEFORE INSERT ON number_requests
      WHEN NEW.pool <> (SELECT pool FROM members WHERE id = NEW.member_id)
    BEGIN SELECT RAISE(ABORT, 'this number is of another cohort'); END;
  CREATE TRIGGER number_requests_fixed BEFORE UPDATE OF member_id, unique_number, pool, list_price_rupiah, fee_rupiah,
      requested_at, requested_by, expires_at ON number_requests
    BEGIN SELECT RAISE(ABORT, 'what was asked for and offered never changes'); END;
  CREATE TRIGGER number_requests_evidence BEFORE UPDATE ON number_requests
      WHEN (OLD.receipt IS NOT NULL AND NEW.receipt IS NOT OLD.receipt)
        OR (OLD.paid_at IS NOT NULL AND (NEW.paid_at IS NOT OLD.paid_at OR NEW.paid_by IS NOT OLD.paid_by))
        OR (OLD.approved_at IS NOT NULL
          AND (NEW.approved_at IS NOT OLD.approved_at OR NEW.approved_by IS NOT OLD.approved_by))
        OR (OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NOT OLD.closed_at OR NEW.closed_by IS NOT OLD.closed_by
          OR NEW.refund_due_rupiah <> OLD.refund_due_rupiah))
    BEGIN SELECT RAISE(ABORT, 'a payment, an approval and an end are noted once'); END;
  CREATE TRIGGER number_requests_states BEFORE UPDATE OF state ON number_requests WHEN NOT (
      (OLD.state = 'reserved' AND NEW.state IN ('paid', 'cancelled', 'expired')) OR
      (OLD.state = 'paid' AND NEW.state IN ('approved', 'cancelled')))
    BEGIN SELECT RAISE(ABORT, 'a request does not go from one of these states to the other'); END;
  CREATE TRIGGER number_requests_stay BEFORE DELETE ON number_requests
    BEGIN SELECT RAISE(ABORT, 'a request is never removed'); END;

  -- From which number to which, and why; a member's first number is the one the first change was from.
  CREATE TABLE number_changes (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    old_number TEXT NOT NULL,
    old_unique INTEGER NOT NULL,
    new_number TEXT NOT NULL,
    new_unique INTEGER NOT NULL CHECK (new_unique <> old_unique),
    pool TEXT NOT NULL DEFAULT '',
    cause TEXT NOT NULL CHECK (cause IN ('chosen', 'back-to-regular')),
    request_id INTEGER NOT NULL REFERENCES number_requests (id),
    at TEXT NOT NULL,
    operator TEXT NOT NULL
  ) STRICT;
  CREATE INDEX number_changes_by_member ON number_changes (member_id);
  CREATE INDEX number_changes_by_old ON number_changes (pool, old_unique);
  CREATE INDEX number_changes_by_old_number ON number_changes (old_number);
  CREATE TRIGGER number_changes_fixed BEFORE UPDATE ON number_changes
    BEGIN SELECT RAISE(ABORT, 'the history of numbers is append-only'); END;
  CREATE TRIGGER number_changes_stay BEFORE DELETE ON number_changes
    BEGIN SELECT RAISE(ABORT, 'the history of numbers is append-only'); END;

  -- Cards that carry a number which their member gave up.
  CREATE TABLE number_cards (
    serial INTEGER NOT NULL REFERENCES cards (serial),
    change_id INTEGER NOT NULL REFERENCES number_changes (id),
    unique_number INTEGER NOT NULL,
    pool TEXT NOT NULL DEFAULT '',
    back_at TEXT,
    back_by TEXT,
    PRIMARY KEY (serial, change_id),
    CHECK ((back_at IS NULL) = (back_by IS NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX number_cards_out ON number_cards (unique_number) WHERE back_at IS NULL;
  CREATE TRIGGER number_cards_fixed BEFORE UPDATE ON number_cards
      WHEN OLD.back_at IS NOT NULL OR NEW.unique_number <> OLD.unique_number
    BEGIN SELECT RAISE(ABORT, 'a card comes back once'); END;
  CREATE TRIGGER number_cards_stay BEFORE DELETE ON number_cards
    BEGIN SELECT RAISE(ABORT, 'the history of numbers is append-only'); END;

  -- No way of giving a number may pass over a claim on it.
  CREATE TRIGGER members_claims_new BEFORE INSERT ON members
      WHEN EXISTS (SELECT 1 FROM number_requests
        WHERE unique_number = NEW.unique_number AND pool = NEW.pool AND state IN ('reserved', 'paid'))
    BEGIN SELECT RAISE(ABORT, 'this number is reserved'); END;
  CREATE TRIGGER members_claims_changed BEFORE UPDATE OF unique_number ON members
      WHEN EXISTS (SELECT 1 FROM number_requests WHERE unique_number = NEW.unique_number
        AND pool = NEW.pool AND state IN ('reserved', 'paid') AND member_id <> NEW.id)
    BEGIN SELECT RAISE(ABORT, 'this number is reserved'); END;
${AUCTIONS}`;
