/** Complete records of members: what the secretariat keeps beyond name and number. */
export const MEMBERS = `
  -- Each field has a purpose, which docs/manual/members.en.md names; what has none is not kept.
  ALTER TABLE members ADD COLUMN birth_date TEXT CHECK (birth_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]');
  ALTER TABLE members ADD COLUMN phone TEXT CHECK (phone GLOB '+[1-9]*' AND length(phone) BETWEEN 8 AND 16);
  ALTER TABLE members ADD COLUMN email TEXT CHECK (length(email) BETWEEN 3 AND 120);
  ALTER TABLE members ADD COLUMN address TEXT CHECK (length(address) BETWEEN 1 AND 200);
  ALTER TABLE members ADD COLUMN branch TEXT CHECK (length(branch) BETWEEN 1 AND 60);
  ALTER TABLE members ADD COLUMN state TEXT NOT NULL DEFAULT 'registered'
    CHECK (state IN ('registered', 'approved', 'active', 'suspended', 'left'));
  ALTER TABLE members ADD COLUMN state_reason TEXT CHECK (length(state_reason) BETWEEN 1 AND 200);
  ALTER TABLE members ADD COLUMN merged_into INTEGER REFERENCES members (id) CHECK (merged_into <> id);
  -- How the name sounds (members/likeness.ts); NULL until it was worked out.
  ALTER TABLE members ADD COLUMN name_key TEXT;
  ALTER TABLE members ADD COLUMN import_id INTEGER REFERENCES member_imports (id);

  CREATE INDEX members_by_birth_date ON members (birth_date) WHERE birth_date IS NOT NULL;
  CREATE INDEX members_by_phone ON members (phone) WHERE phone IS NOT NULL;
  CREATE INDEX members_by_name_key ON members (name_key);
  CREATE INDEX members_without_name_key ON members (id) WHERE name_key IS NULL;
  CREATE INDEX members_by_import ON members (import_id) WHERE import_id IS NOT NULL;

  CREATE TRIGGER members_begin_registered BEFORE INSERT ON members
      WHEN NEW.state <> 'registered' OR NEW.merged_into IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a member begins as registered'); END;
  CREATE TRIGGER members_stay BEFORE DELETE ON members
    BEGIN SELECT RAISE(ABORT, 'a member is never removed'); END;
  CREATE TRIGGER members_states BEFORE UPDATE OF state ON members WHEN NEW.state <> OLD.state AND NOT (
      (OLD.state = 'registered' AND NEW.state IN ('approved', 'left')) OR
      (OLD.state = 'approved' AND NEW.state IN ('active', 'left')) OR
      (OLD.state = 'active' AND NEW.state IN ('suspended', 'left')) OR
      (OLD.state = 'suspended' AND NEW.state IN ('active', 'left')) OR
      (OLD.state = 'left' AND NEW.state = 'registered'))
    BEGIN SELECT RAISE(ABORT, 'a member does not go from one of these states to the other'); END;
  CREATE TRIGGER members_states_have_reasons BEFORE UPDATE OF state ON members
      WHEN NEW.state IN ('suspended', 'left') AND NEW.state_reason IS NULL
    BEGIN SELECT RAISE(ABORT, 'suspending and leaving have a reason'); END;
  CREATE TRIGGER members_merged_are_fixed BEFORE UPDATE OF name, cohort, photo, birth_date, phone, email, address,
      branch, state, state_reason, merged_into ON members WHEN OLD.merged_into IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a merged member is kept as it was'); END;
  CREATE INDEX members_by_merged ON members (merged_into) WHERE merged_into IS NOT NULL;
  CREATE TRIGGER members_merge BEFORE UPDATE OF merged_into ON members WHEN NEW.merged_into IS NOT NULL AND
      (NEW.state <> 'left' OR EXISTS (SELECT 1 FROM members WHERE id = NEW.merged_into AND merged_into IS NOT NULL))
    BEGIN SELECT RAISE(ABORT, 'a member is merged into one that stays, and has left by it'); END;

  -- Members that are likely one person, worked out when either is written (member-pairs.ts).
  CREATE TABLE member_pairs (
    a INTEGER NOT NULL REFERENCES members (id),
    b INTEGER NOT NULL REFERENCES members (id),
    likeness TEXT NOT NULL,
    PRIMARY KEY (a, b),
    CHECK (a < b)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX member_pairs_by_newer ON member_pairs (b);

  -- Search as one types: beginnings of words of the name, of the number, and of the phone as it is dialled.
  CREATE VIRTUAL TABLE member_search USING fts5 (name, number, phone, content = '', contentless_delete = 1,
    prefix = '1 2 3', detail = 'column', tokenize = 'unicode61 remove_diacritics 2');
  INSERT INTO member_search (rowid, name, number) SELECT id, name, member_number FROM members;
  CREATE TRIGGER member_search_added AFTER INSERT ON members
    BEGIN
      INSERT INTO member_search (rowid, name, number, phone) VALUES (NEW.id, NEW.name, NEW.member_number,
        CASE WHEN NEW.phone LIKE '+62%' THEN '0' || substr(NEW.phone, 4) ELSE substr(NEW.phone, 2) END);
    END;
  CREATE TRIGGER member_search_changed AFTER UPDATE OF name, member_number, phone ON members
    BEGIN
      INSERT OR REPLACE INTO member_search (rowid, name, number, phone) VALUES (NEW.id, NEW.name,
        NEW.member_number,
        CASE WHEN NEW.phone LIKE '+62%' THEN '0' || substr(NEW.phone, 4) ELSE substr(NEW.phone, 2) END);
    END;

  -- Which field of a member was changed from what to what; who, when and why stand in the audit entry.
  CREATE TABLE member_changes (
    audit_id INTEGER NOT NULL REFERENCES audit (id),
    field TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (audit_id, field),
    CHECK (before IS NOT after)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER member_changes_fixed BEFORE UPDATE ON member_changes
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER member_changes_stay BEFORE DELETE ON member_changes
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE INDEX audit_by_subject ON audit (subject, id);

  -- A file is imported once; its name is the digest of its bytes. rows_done lets an import go on where it stopped.
  CREATE TABLE member_imports (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    file TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    rows_total INTEGER NOT NULL CHECK (rows_total >= 0),
    rows_done INTEGER NOT NULL DEFAULT 0 CHECK (rows_done BETWEEN 0 AND rows_total),
    members_added INTEGER NOT NULL DEFAULT 0 CHECK (members_added BETWEEN 0 AND rows_done)
  ) STRICT;
  CREATE TRIGGER member_imports_grow BEFORE UPDATE ON member_imports WHEN NEW.rows_done < OLD.rows_done OR
      NEW.members_added < OLD.members_added OR NEW.digest <> OLD.digest OR NEW.rows_total <> OLD.rows_total
    BEGIN SELECT RAISE(ABORT, 'an import only goes on'); END;
  CREATE TRIGGER member_imports_stay BEFORE DELETE ON member_imports
    BEGIN SELECT RAISE(ABORT, 'an import is never removed'); END;

  -- What left the house: the whole profile as it was, so that a later change of the file hides nothing.
  CREATE TABLE member_exports (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    profile TEXT NOT NULL CHECK (json_valid(profile)),
    members INTEGER NOT NULL CHECK (members >= 0),
    digest TEXT NOT NULL CHECK (length(digest) = 64)
  ) STRICT;
  CREATE TRIGGER member_exports_fixed BEFORE UPDATE ON member_exports
    BEGIN SELECT RAISE(ABORT, 'the record of exports is append-only'); END;
  CREATE TRIGGER member_exports_stay BEFORE DELETE ON member_exports
    BEGIN SELECT RAISE(ABORT, 'the record of exports is append-only'); END;
`;
