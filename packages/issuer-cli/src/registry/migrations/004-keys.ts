/** Versions of keys, and counters that were revoked. Keys themselves are never in the registry. */
export const KEYS = `
  -- A key set is in force once it stands here: the key file alone may hold one whose rotation was cut off.
  CREATE TABLE key_sets (
    version INTEGER PRIMARY KEY CHECK (version BETWEEN 1 AND 255),
    added_at TEXT NOT NULL
  ) STRICT;
  INSERT INTO key_sets (version, added_at) SELECT 1, created_at FROM organisation;
  CREATE TRIGGER key_sets_first AFTER INSERT ON organisation
    BEGIN INSERT INTO key_sets (version, added_at) VALUES (1, NEW.created_at); END;
  CREATE TRIGGER key_sets_fixed BEFORE UPDATE ON key_sets
    BEGIN SELECT RAISE(ABORT, 'a key set stays what it is: cards in use were made with it'); END;
  CREATE TRIGGER key_sets_stay BEFORE DELETE ON key_sets
    BEGIN SELECT RAISE(ABORT, 'a key set stays: cards in use were made with it'); END;

  CREATE TRIGGER issuer_certificates_fixed BEFORE UPDATE ON issuer_certificates
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;
  CREATE TRIGGER issuer_certificates_stay BEFORE DELETE ON issuer_certificates
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;

  CREATE TABLE terminal_revocations (
    terminal INTEGER PRIMARY KEY REFERENCES terminals (terminal),
    -- Records that it made later than this are refused; with records = 'none' the earlier ones are too.
    since TEXT NOT NULL,
    records TEXT NOT NULL CHECK (records IN ('earlier', 'none')),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    revoked_at TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER terminal_revocations_fixed BEFORE UPDATE ON terminal_revocations
    BEGIN SELECT RAISE(ABORT, 'a revocation is for good'); END;
  CREATE TRIGGER terminal_revocations_stay BEFORE DELETE ON terminal_revocations
    BEGIN SELECT RAISE(ABORT, 'a revocation is for good'); END;
`;
