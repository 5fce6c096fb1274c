/** Limits that the law sets to the organisation as a whole; the last row counts. */
export const LIMITS = `
  CREATE TABLE float_limit (
    id INTEGER PRIMARY KEY,
    amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
    at TEXT NOT NULL,
    operator TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER float_limit_fixed BEFORE UPDATE ON float_limit
    BEGIN SELECT RAISE(ABORT, 'limits are append-only'); END;
  CREATE TRIGGER float_limit_stays BEFORE DELETE ON float_limit
    BEGIN SELECT RAISE(ABORT, 'limits are append-only'); END;
`;
