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

  -- X.509 (keys/authority.ts): authorities, counters' certificates and revocation lists, as PEM. 0: the organisation.
  CREATE TABLE x509_authorities (
    issuer_key INTEGER PRIMARY KEY CHECK (issuer_key BETWEEN 0 AND 255),
    pem TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE x509_terminals (
    id INTEGER PRIMARY KEY,
    serial TEXT NOT NULL UNIQUE CHECK (length(serial) = 32),
    terminal INTEGER NOT NULL REFERENCES terminals (terminal),
    issuer_key INTEGER NOT NULL REFERENCES x509_authorities (issuer_key),
    pem TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX x509_terminals_by_terminal ON x509_terminals (terminal);
  CREATE TRIGGER x509_terminals_revoked BEFORE INSERT ON x509_terminals
      WHEN EXISTS (SELECT 1 FROM terminal_revocations WHERE terminal = NEW.terminal)
    BEGIN SELECT RAISE(ABORT, 'a revocation is for good'); END;
  CREATE TABLE x509_revocation_lists (
    issuer_key INTEGER NOT NULL REFERENCES x509_authorities (issuer_key),
    number INTEGER NOT NULL CHECK (number >= 1),
    pem TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (issuer_key, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER x509_authorities_fixed BEFORE UPDATE ON x509_authorities
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;
  CREATE TRIGGER x509_authorities_stay BEFORE DELETE ON x509_authorities
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;
  CREATE TRIGGER x509_terminals_fixed BEFORE UPDATE ON x509_terminals
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;
  CREATE TRIGGER x509_terminals_stay BEFORE DELETE ON x509_terminals
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;
  CREATE TRIGGER x509_revocation_lists_fixed BEFORE UPDATE ON x509_revocation_lists
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;
  CREATE TRIGGER x509_revocation_lists_stay BEFORE DELETE ON x509_revocation_lists
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;

  -- Access keys of a card that were, or are being, renewed to those of a later key set. The identity names the first.
  CREATE TABLE card_renewals (
    id INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL REFERENCES cards (serial),
    from_version INTEGER NOT NULL REFERENCES key_sets (version),
    to_version INTEGER NOT NULL REFERENCES key_sets (version) CHECK (to_version > from_version),
    begun_at TEXT NOT NULL,
    finished_at TEXT
  ) STRICT;
  CREATE UNIQUE INDEX card_renewals_one_at_a_time ON card_renewals (serial) WHERE finished_at IS NULL;
  CREATE INDEX card_renewals_by_serial ON card_renewals (serial);
  CREATE TRIGGER card_renewals_begin BEFORE INSERT ON card_renewals WHEN NEW.finished_at IS NOT NULL
      OR NEW.from_version IS NOT (SELECT coalesce((SELECT max(to_version) FROM card_renewals
        WHERE serial = NEW.serial), key_set_version) FROM cards WHERE serial = NEW.serial AND state = 'issued')
    BEGIN SELECT RAISE(ABORT, 'a renewal begins with the keys that a finished card has'); END;
  CREATE TRIGGER card_renewals_fixed BEFORE UPDATE ON card_renewals WHEN OLD.finished_at IS NOT NULL
      OR NEW.finished_at IS NULL OR NEW.serial <> OLD.serial OR NEW.from_version <> OLD.from_version
      OR NEW.to_version <> OLD.to_version OR NEW.begun_at <> OLD.begun_at
    BEGIN SELECT RAISE(ABORT, 'a renewal is only finished, once'); END;
  CREATE TRIGGER card_renewals_stay BEFORE DELETE ON card_renewals
    BEGIN SELECT RAISE(ABORT, 'renewals are append-only'); END;
`;
