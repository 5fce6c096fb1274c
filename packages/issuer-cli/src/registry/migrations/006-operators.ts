/** Operators: who may do what, and who did it. As long as none is registered nothing here asks for one. */
export const OPERATORS = `
  CREATE TABLE operators (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    -- However a name is typed, it is one person.
    name_key TEXT NOT NULL UNIQUE CHECK (length(name_key) >= 1),
    secretariat INTEGER NOT NULL CHECK (secretariat IN (0, 1)),
    chair INTEGER NOT NULL CHECK (chair IN (0, 1)),
    treasurer INTEGER NOT NULL CHECK (treasurer IN (0, 1)),
    auditor INTEGER NOT NULL CHECK (auditor IN (0, 1)),
    -- scrypt with its parameters; the passphrase itself stands nowhere.
    verifier TEXT NOT NULL CHECK (verifier GLOB 'scrypt$*'),
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    locked_until TEXT,
    added_at TEXT NOT NULL,
    disabled_at TEXT,
    CHECK (secretariat + chair + treasurer + auditor >= 1),
    -- Whoever looks over the others' work does none of it.
    CHECK (auditor = 0 OR secretariat + chair + treasurer = 0)
  ) STRICT;
  CREATE TRIGGER operators_first BEFORE INSERT ON operators
      WHEN NEW.chair = 0 AND NOT EXISTS (SELECT 1 FROM operators)
    BEGIN SELECT RAISE(ABORT, 'the first operator is a chair: nobody else could add one'); END;
  CREATE TRIGGER operators_fixed BEFORE UPDATE OF id, name, name_key, added_at ON operators
    BEGIN SELECT RAISE(ABORT, 'an operator keeps the name under which things were done'); END;
  CREATE TRIGGER operators_stay BEFORE DELETE ON operators
    BEGIN SELECT RAISE(ABORT, 'an operator is never removed'); END;
  CREATE TRIGGER operators_last_chair BEFORE UPDATE OF chair, disabled_at ON operators
      WHEN OLD.chair = 1 AND OLD.disabled_at IS NULL AND (NEW.chair = 0 OR NEW.disabled_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM operators WHERE id <> OLD.id AND chair = 1 AND disabled_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'the last chair stays'); END;
  CREATE TRIGGER operators_last_secretariat BEFORE UPDATE OF secretariat, disabled_at ON operators
      WHEN OLD.secretariat = 1 AND OLD.disabled_at IS NULL AND (NEW.secretariat = 0 OR NEW.disabled_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM operators WHERE id <> OLD.id AND secretariat = 1 AND disabled_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'the last of the secretariat stays'); END;

  -- Who has typed a passphrase a short while ago. The token itself lies in a private file of one user; uptimes are
  -- seconds since the computer started, which no change of its clock touches.
  CREATE TABLE operator_sessions (
    token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    operator_id INTEGER NOT NULL REFERENCES operators (id),
    place TEXT NOT NULL,
    boot TEXT NOT NULL,
    idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 1 AND 480),
    begun_at TEXT NOT NULL,
    begun_uptime_s INTEGER NOT NULL CHECK (begun_uptime_s >= 0),
    seen_at TEXT NOT NULL,
    seen_uptime_s INTEGER NOT NULL,
    ended_at TEXT,
    ended_by TEXT CHECK (ended_by IN ('logout', 'idle', 'age', 'clock', 'restart', 'replaced', 'revoked')),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX operator_sessions_open ON operator_sessions (operator_id) WHERE ended_at IS NULL;
  CREATE TRIGGER operator_sessions_fixed BEFORE UPDATE OF token_hash, operator_id, place, boot, idle_minutes, begun_at,
      begun_uptime_s ON operator_sessions
    BEGIN SELECT RAISE(ABORT, 'a session is never prolonged beyond what it began as'); END;
  CREATE TRIGGER operator_sessions_forward BEFORE UPDATE ON operator_sessions
      WHEN OLD.ended_at IS NOT NULL OR NEW.seen_at < OLD.seen_at OR NEW.seen_uptime_s < OLD.seen_uptime_s
    BEGIN SELECT RAISE(ABORT, 'a session only goes on, and ends once'); END;

  -- actor stays the user of the operating system; role is the one by which the operator was allowed to.
  ALTER TABLE audit ADD COLUMN operator_id INTEGER REFERENCES operators (id);
  ALTER TABLE audit ADD COLUMN role TEXT CHECK (role IN ('secretariat', 'chair', 'treasurer', 'auditor'));
  -- The second person, where one was needed at once.
  ALTER TABLE audit ADD COLUMN approver_id INTEGER REFERENCES operators (id)
    CHECK (approver_id IS NULL OR (operator_id IS NOT NULL AND approver_id <> operator_id));
  CREATE INDEX audit_by_operator ON audit (operator_id, id) WHERE operator_id IS NOT NULL;
  CREATE TRIGGER audit_operator BEFORE INSERT ON audit
      WHEN NEW.operator_id IS NULL AND EXISTS (SELECT 1 FROM operators)
        AND NEW.action NOT IN ('operator-refused', 'operator-recovered', 'backup-restored')
    BEGIN SELECT RAISE(ABORT, 'a change needs an operator'); END;
  CREATE TRIGGER audit_operator_works BEFORE INSERT ON audit
      WHEN EXISTS (SELECT 1 FROM operators WHERE id = NEW.operator_id AND disabled_at IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'this operator was disabled'); END;
  CREATE TRIGGER audit_approver BEFORE INSERT ON audit WHEN NEW.approver_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM operators WHERE id = NEW.approver_id AND disabled_at IS NULL AND chair + treasurer > 0)
    BEGIN SELECT RAISE(ABORT, 'a chair or treasurer approves'); END;

  -- Numbers and auctions: who asked and who approved are two operators, and one of them is a chair.
  ALTER TABLE number_requests ADD COLUMN requested_operator INTEGER REFERENCES operators (id);
  ALTER TABLE number_requests ADD COLUMN approved_operator INTEGER REFERENCES operators (id)
    CHECK (approved_operator <> requested_operator);
  CREATE TRIGGER number_requests_operator BEFORE INSERT ON number_requests
      WHEN NEW.requested_operator IS NULL AND EXISTS (SELECT 1 FROM operators)
    BEGIN SELECT RAISE(ABORT, 'a request needs an operator'); END;
  CREATE TRIGGER number_requests_operator_fixed BEFORE UPDATE OF requested_operator ON number_requests
    BEGIN SELECT RAISE(ABORT, 'who asked for a number never changes'); END;
  CREATE TRIGGER number_requests_approver BEFORE UPDATE ON number_requests
      WHEN NEW.state = 'approved' AND OLD.state <> 'approved' AND EXISTS (SELECT 1 FROM operators) AND NOT EXISTS (
        SELECT 1 FROM operators WHERE id = NEW.approved_operator AND chair = 1 AND disabled_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'a chair approves a number'); END;
`;
