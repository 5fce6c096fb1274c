/** Members, cards, counters and the audit trail. */
export const REGISTRY = `
  CREATE TABLE organisation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    uri TEXT,
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    number_pattern TEXT NOT NULL,
    policy TEXT NOT NULL CHECK (json_valid(policy)),
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE issuer_certificates (
    issuer_key INTEGER PRIMARY KEY CHECK (issuer_key BETWEEN 1 AND 255),
    certificate TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT;

  -- Numbers that are given once and never again, even when what they were given to is gone.
  CREATE TABLE sequences (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL CHECK (last >= 0)
  ) STRICT;
  CREATE TRIGGER sequences_only_grow BEFORE UPDATE ON sequences WHEN NEW.last < OLD.last
    BEGIN SELECT RAISE(ABORT, 'a sequence only grows'); END;
  CREATE TRIGGER sequences_stay BEFORE DELETE ON sequences
    BEGIN SELECT RAISE(ABORT, 'a sequence is never removed'); END;

  CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    member_number TEXT NOT NULL UNIQUE CHECK (length(member_number) BETWEEN 1 AND 16),
    unique_number INTEGER NOT NULL CHECK (unique_number >= 1),
    -- The year as the number shows it where numbers are unique within a cohort; '' where in the organisation.
    pool TEXT NOT NULL DEFAULT '' CHECK (length(pool) IN (0, 2, 4)),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    cohort INTEGER CHECK (cohort BETWEEN 1900 AND 2099),
    photo TEXT,
    registered_at TEXT NOT NULL,
    UNIQUE (unique_number, pool)
  ) STRICT;

  CREATE TABLE cards (
    serial INTEGER PRIMARY KEY CHECK (serial BETWEEN 1 AND 4294967295),
    uid BLOB NOT NULL CHECK (length(uid) IN (4, 7, 10)),
    kind TEXT NOT NULL,
    profile TEXT NOT NULL CHECK (profile IN ('purse', 'identity')),
    member_id INTEGER NOT NULL REFERENCES members (id),
    member_number TEXT NOT NULL,
    theme_number INTEGER NOT NULL CHECK (theme_number BETWEEN 1 AND 255),
    theme_id TEXT NOT NULL,
    issued_day INTEGER NOT NULL,
    expiry_day INTEGER NOT NULL,
    issuer_key INTEGER NOT NULL REFERENCES issuer_certificates (issuer_key),
    key_set_version INTEGER NOT NULL,
    identity BLOB NOT NULL CHECK (length(identity) = 88),
    opening BLOB CHECK (length(opening) = 96),
    state TEXT NOT NULL CHECK (state IN ('encoding', 'issued', 'discarded')),
    begun_at TEXT NOT NULL,
    issued_at TEXT,
    CHECK ((profile = 'purse') = (opening IS NOT NULL)),
    CHECK ((state = 'issued') <= (issued_at IS NOT NULL))
  ) STRICT;
  CREATE UNIQUE INDEX cards_one_per_chip ON cards (uid) WHERE state <> 'discarded';
  CREATE UNIQUE INDEX cards_one_per_theme ON cards (member_id, theme_number) WHERE state <> 'discarded';
  CREATE TRIGGER cards_stay BEFORE DELETE ON cards
    BEGIN SELECT RAISE(ABORT, 'a card is never removed'); END;
  CREATE TRIGGER cards_as_signed BEFORE UPDATE OF serial, uid, kind, profile, member_id, member_number, theme_number,
      theme_id, issued_day, expiry_day, issuer_key, key_set_version, identity, opening, begun_at ON cards
    BEGIN SELECT RAISE(ABORT, 'what was signed for a card never changes'); END;
  CREATE TRIGGER cards_state BEFORE UPDATE OF state ON cards
      WHEN NOT (OLD.state = 'encoding' AND NEW.state IN ('issued', 'discarded'))
    BEGIN SELECT RAISE(ABORT, 'a card goes from encoding to issued or discarded only'); END;

  -- What was about to be done to a card, and what was done: two rows a step.
  CREATE TABLE card_journal (
    id INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL REFERENCES cards (serial),
    step TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('before', 'after')),
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX card_journal_by_serial ON card_journal (serial);
  CREATE TRIGGER card_journal_fixed BEFORE UPDATE ON card_journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER card_journal_stays BEFORE DELETE ON card_journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

  CREATE TABLE terminals (
    terminal INTEGER PRIMARY KEY CHECK (terminal BETWEEN 1 AND 65535),
    signing_key BLOB NOT NULL UNIQUE CHECK (length(signing_key) = 32),
    enrolled_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE terminal_certificates (
    id INTEGER PRIMARY KEY,
    terminal INTEGER NOT NULL REFERENCES terminals (terminal),
    certificate TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER terminal_certificates_fixed BEFORE UPDATE ON terminal_certificates
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;
  CREATE TRIGGER terminal_certificates_stay BEFORE DELETE ON terminal_certificates
    BEGIN SELECT RAISE(ABORT, 'certificates are append-only'); END;

  -- Who changed what, and when. Details hold no secrets and no more of a person than the number.
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL CHECK (json_valid(details))
  ) STRICT;
  CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
`;
