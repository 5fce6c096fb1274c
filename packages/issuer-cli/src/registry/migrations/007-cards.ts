/** The life of a card from its order on, replacements, partners' numbers, and batch runs. */
export const CARDS = `
  -- A card from the moment it is ordered: its serial, number and expiry can stand on a face before there is a chip.
  -- The row of the same serial in cards comes with the chip. State and blocked are what the moves below made of it.
  CREATE TABLE card_lives (
    serial INTEGER PRIMARY KEY CHECK (serial BETWEEN 1 AND 4294967295),
    member_id INTEGER NOT NULL REFERENCES members (id),
    member_number TEXT NOT NULL,
    theme_number INTEGER NOT NULL CHECK (theme_number BETWEEN 1 AND 255),
    theme_id TEXT NOT NULL,
    expiry_day INTEGER NOT NULL CHECK (expiry_day BETWEEN 0 AND 65535),
    state TEXT NOT NULL DEFAULT 'ordered' CHECK (state IN ('ordered', 'printed', 'encoded', 'handed-over', 'active',
      'lost', 'damaged', 'expired', 'retired', 'discarded')),
    blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1))
  ) STRICT;
  CREATE TABLE card_moves (
    id INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL REFERENCES card_lives (serial),
    move TEXT NOT NULL CHECK (move IN ('ordered', 'printed', 'encoded', 'handed-over', 'active', 'lost', 'damaged',
      'expired', 'retired', 'discarded', 'blocked', 'unblocked')),
    at TEXT NOT NULL,
    operator TEXT NOT NULL CHECK (length(operator) BETWEEN 1 AND 200),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 200),
    recipient TEXT CHECK (length(recipient) BETWEEN 1 AND 80),
    CHECK ((move = 'handed-over') = (recipient IS NOT NULL)),
    CHECK (reason IS NOT NULL OR move NOT IN ('lost', 'damaged', 'retired', 'blocked', 'unblocked'))
  ) STRICT;

  -- Cards of a registry that is older than these tables, before anything is held.
  INSERT INTO card_lives (serial, member_id, member_number, theme_number, theme_id, expiry_day, state)
    SELECT serial, member_id, member_number, theme_number, theme_id, expiry_day,
      CASE state WHEN 'issued' THEN 'encoded' WHEN 'discarded' THEN 'discarded' ELSE 'ordered' END FROM cards;
  INSERT INTO card_moves (serial, move, at, operator) SELECT serial, 'ordered', begun_at, 'registry' FROM cards;
  INSERT INTO card_moves (serial, move, at, operator)
    SELECT serial, CASE state WHEN 'issued' THEN 'encoded' ELSE 'discarded' END, coalesce(issued_at, begun_at),
      'registry' FROM cards WHERE state <> 'encoding';

  -- One card a theme, counting those that live: a lost one makes room for its replacement.
  CREATE UNIQUE INDEX card_lives_one_per_theme ON card_lives (member_id, theme_number)
    WHERE state IN ('ordered', 'printed', 'encoded', 'handed-over', 'active');
  CREATE INDEX card_lives_by_member ON card_lives (member_id);
  CREATE INDEX card_lives_by_state ON card_lives (state, serial);
  CREATE INDEX card_lives_by_expiry ON card_lives (expiry_day, serial)
    WHERE state IN ('encoded', 'handed-over', 'active') AND expiry_day < 65535;
  CREATE TRIGGER card_lives_begin BEFORE INSERT ON card_lives WHEN NEW.state <> 'ordered' OR NEW.blocked <> 0
    BEGIN SELECT RAISE(ABORT, 'a card begins as ordered'); END;
  CREATE TRIGGER card_lives_for_members BEFORE INSERT ON card_lives WHEN EXISTS (SELECT 1 FROM members
      WHERE id = NEW.member_id AND (state IN ('suspended', 'left') OR merged_into IS NOT NULL OR state = 'registered'
        AND (SELECT policy ->> '$.cardsFor' FROM organisation WHERE id = 1) = 'approved'))
    BEGIN SELECT RAISE(ABORT, 'no card for who has left, is suspended, was merged or waits for approval'); END;
  CREATE TRIGGER card_lives_stay BEFORE DELETE ON card_lives
    BEGIN SELECT RAISE(ABORT, 'a card is never removed'); END;
  CREATE TRIGGER card_lives_fixed BEFORE UPDATE OF serial, member_id, member_number, theme_number, theme_id,
      expiry_day ON card_lives
    BEGIN SELECT RAISE(ABORT, 'what a card was ordered as never changes'); END;

  CREATE INDEX card_moves_by_serial ON card_moves (serial, id);
  CREATE TRIGGER card_moves_fixed BEFORE UPDATE ON card_moves
    BEGIN SELECT RAISE(ABORT, 'the life of a card is append-only'); END;
  CREATE TRIGGER card_moves_stay BEFORE DELETE ON card_moves
    BEGIN SELECT RAISE(ABORT, 'the life of a card is append-only'); END;

  CREATE TABLE card_replacement (
    old INTEGER PRIMARY KEY REFERENCES card_lives (serial),
    new INTEGER NOT NULL UNIQUE REFERENCES card_lives (serial),
    at TEXT NOT NULL,
    CHECK (old <> new)
  ) STRICT;
  CREATE TRIGGER card_replacement_of_the_same BEFORE INSERT ON card_replacement WHEN NOT EXISTS (
      SELECT 1 FROM card_lives o JOIN card_lives n USING (member_id, theme_number)
      WHERE o.serial = NEW.old AND n.serial = NEW.new AND n.state = 'ordered'
        AND o.state IN ('lost', 'damaged', 'expired', 'discarded'))
    BEGIN SELECT RAISE(ABORT, 'a card that has ended is replaced by a new one of the same member and theme'); END;
  CREATE TRIGGER card_replacement_fixed BEFORE UPDATE ON card_replacement
    BEGIN SELECT RAISE(ABORT, 'replacements are append-only'); END;
  CREATE TRIGGER card_replacement_stays BEFORE DELETE ON card_replacement
    BEGIN SELECT RAISE(ABORT, 'replacements are append-only'); END;

  -- The ways between the states. A card that was found again lives on only where nothing took its place.
  CREATE TRIGGER card_moves_legal BEFORE INSERT ON card_moves WHEN NOT EXISTS (SELECT 1 FROM card_lives l
      LEFT JOIN cards c USING (serial) WHERE l.serial = NEW.serial AND CASE NEW.move
      WHEN 'ordered' THEN l.state = 'ordered' AND NOT EXISTS (SELECT 1 FROM card_moves m WHERE m.serial = l.serial)
      WHEN 'printed' THEN l.state IN ('ordered', 'printed')
      WHEN 'encoded' THEN l.state IN ('ordered', 'printed') AND c.state IS 'issued'
      WHEN 'handed-over' THEN l.state = 'encoded' AND l.blocked = 0
      WHEN 'active' THEN l.state = 'handed-over' AND l.blocked = 0
        OR l.state = 'lost' AND NOT EXISTS (SELECT 1 FROM card_replacement r WHERE r.old = l.serial)
      WHEN 'lost' THEN l.state IN ('encoded', 'handed-over', 'active')
      WHEN 'damaged' THEN l.state IN ('encoded', 'handed-over', 'active')
      WHEN 'expired' THEN l.state IN ('encoded', 'handed-over', 'active')
      WHEN 'retired' THEN l.state NOT IN ('retired', 'discarded') AND c.state IS NOT 'encoding'
      WHEN 'discarded' THEN l.state IN ('ordered', 'printed') AND c.state IS 'discarded'
      WHEN 'blocked' THEN l.state IN ('encoded', 'handed-over', 'active') AND l.blocked = 0
      WHEN 'unblocked' THEN l.state IN ('encoded', 'handed-over', 'active') AND l.blocked = 1
      END)
    BEGIN SELECT RAISE(ABORT, 'a card does not go from one of these states to the other'); END;
  CREATE TRIGGER card_moves_first BEFORE INSERT ON card_moves WHEN NEW.move <> 'ordered'
      AND NOT EXISTS (SELECT 1 FROM card_moves m WHERE m.serial = NEW.serial)
    BEGIN SELECT RAISE(ABORT, 'the first move of a card is its order'); END;
  CREATE TRIGGER card_moves_move AFTER INSERT ON card_moves
    BEGIN
      UPDATE card_lives SET state = NEW.move WHERE serial = NEW.serial AND NEW.move NOT IN ('blocked', 'unblocked')
        AND state <> NEW.move;
      UPDATE card_lives SET blocked = NEW.move = 'blocked' WHERE serial = NEW.serial
        AND NEW.move IN ('blocked', 'unblocked');
    END;
  CREATE TRIGGER card_lives_state BEFORE UPDATE OF state ON card_lives WHEN NEW.state IS NOT (SELECT move
      FROM card_moves WHERE serial = NEW.serial AND move NOT IN ('blocked', 'unblocked') ORDER BY id DESC LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'the state of a card is its last move'); END;
  CREATE TRIGGER card_lives_blocked BEFORE UPDATE OF blocked ON card_lives WHEN NEW.blocked IS NOT (
      SELECT move = 'blocked' FROM card_moves WHERE serial = NEW.serial AND move IN ('blocked', 'unblocked')
      ORDER BY id DESC LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'whether a card is blocked is its last such move'); END;

  -- Chips: the theme is held by card_lives now, and a chip is encoded as what was ordered.
  DROP INDEX cards_one_per_theme;
  CREATE INDEX cards_by_member ON cards (member_id, theme_number);
  CREATE INDEX cards_by_uid ON cards (uid);
  CREATE TRIGGER cards_as_ordered BEFORE INSERT ON cards WHEN EXISTS (SELECT 1 FROM card_lives l
      WHERE l.serial = NEW.serial AND NOT (l.state IN ('ordered', 'printed') AND l.member_id = NEW.member_id
        AND l.member_number = NEW.member_number AND l.theme_number = NEW.theme_number
        AND l.expiry_day = NEW.expiry_day))
    BEGIN SELECT RAISE(ABORT, 'a chip becomes what was ordered'); END;
  -- No card without a life, however its row came to be.
  CREATE TRIGGER cards_live AFTER INSERT ON cards
      WHEN NOT EXISTS (SELECT 1 FROM card_lives WHERE serial = NEW.serial)
    BEGIN
      INSERT INTO card_lives (serial, member_id, member_number, theme_number, theme_id, expiry_day)
        VALUES (NEW.serial, NEW.member_id, NEW.member_number, NEW.theme_number, NEW.theme_id, NEW.expiry_day);
      INSERT INTO card_moves (serial, move, at, operator) VALUES (NEW.serial, 'ordered', NEW.begun_at, 'registry');
      INSERT INTO card_moves (serial, move, at, operator)
        SELECT NEW.serial, 'encoded', NEW.issued_at, 'registry' WHERE NEW.state = 'issued';
    END;

  -- The number of a partner's e-money that shares a card: kept to answer the partner, shown by its last digits.
  CREATE TABLE card_partners (
    id INTEGER PRIMARY KEY,
    serial INTEGER NOT NULL REFERENCES card_lives (serial),
    partner TEXT NOT NULL CHECK (length(partner) BETWEEN 1 AND 60),
    number TEXT NOT NULL CHECK (length(number) BETWEEN 8 AND 19 AND number NOT GLOB '*[^0-9]*'),
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    ended_at TEXT
  ) STRICT;
  CREATE UNIQUE INDEX card_partners_one_per_card ON card_partners (serial, partner) WHERE ended_at IS NULL;
  CREATE UNIQUE INDEX card_partners_number ON card_partners (partner, number) WHERE ended_at IS NULL;
  CREATE TRIGGER card_partners_end BEFORE UPDATE ON card_partners WHEN OLD.ended_at IS NOT NULL
      OR NEW.ended_at IS NULL OR NEW.id <> OLD.id OR NEW.serial <> OLD.serial OR NEW.partner <> OLD.partner
      OR NEW.number <> OLD.number OR NEW.at <> OLD.at OR NEW.operator <> OLD.operator
    BEGIN SELECT RAISE(ABORT, 'a number of a partner is only ended'); END;
  CREATE TRIGGER card_partners_stay BEFORE DELETE ON card_partners
    BEGIN SELECT RAISE(ABORT, 'a number of a partner is never removed'); END;

  CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    theme_number INTEGER NOT NULL CHECK (theme_number BETWEEN 1 AND 255),
    theme_id TEXT NOT NULL,
    layout TEXT NOT NULL CHECK (length(layout) BETWEEN 1 AND 40),
    query TEXT NOT NULL CHECK (json_valid(query)),
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    printed_at TEXT,
    closed_at TEXT,
    closed_by TEXT,
    CHECK ((closed_at IS NULL) = (closed_by IS NULL))
  ) STRICT;
  CREATE TRIGGER batches_fixed BEFORE UPDATE ON batches WHEN OLD.closed_at IS NOT NULL OR NEW.id <> OLD.id
      OR NEW.theme_number <> OLD.theme_number OR NEW.theme_id <> OLD.theme_id OR NEW.layout <> OLD.layout
      OR NEW.query <> OLD.query OR NEW.created_at <> OLD.created_at OR NEW.created_by <> OLD.created_by
      OR (OLD.printed_at IS NOT NULL AND NEW.printed_at IS NOT OLD.printed_at)
    BEGIN SELECT RAISE(ABORT, 'a batch is only printed and closed'); END;
  CREATE TRIGGER batches_stay BEFORE DELETE ON batches
    BEGIN SELECT RAISE(ABORT, 'a batch is never removed'); END;

  -- Which card is at a position: the last row of it. A spoilt card gives its place to the next one of the same member.
  CREATE TABLE batch_cards (
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    serial INTEGER NOT NULL UNIQUE REFERENCES card_lives (serial),
    is_last INTEGER NOT NULL DEFAULT 1 CHECK (is_last IN (0, 1)),
    -- Which one it is in the file that it was last printed in, from 1.
    place INTEGER CHECK (place >= 1)
  ) STRICT;
  CREATE UNIQUE INDEX batch_cards_at ON batch_cards (batch, position) WHERE is_last = 1;
  CREATE TRIGGER batch_cards_of_one BEFORE INSERT ON batch_cards WHEN EXISTS (
      SELECT 1 FROM batches WHERE id = NEW.batch AND closed_at IS NOT NULL)
      OR NOT EXISTS (SELECT 1 FROM card_lives l JOIN batches b ON b.id = NEW.batch
        WHERE l.serial = NEW.serial AND l.theme_number = b.theme_number)
      OR EXISTS (SELECT 1 FROM batch_cards p JOIN card_lives o ON o.serial = p.serial
        JOIN card_lives l ON l.serial = NEW.serial
        WHERE p.batch = NEW.batch AND p.position = NEW.position AND o.member_id <> l.member_id)
    BEGIN SELECT RAISE(ABORT, 'a position of an open batch belongs to one member'); END;
  CREATE TRIGGER batch_cards_fixed BEFORE UPDATE ON batch_cards WHEN NEW.is_last > OLD.is_last OR NEW.id <> OLD.id
      OR NEW.batch <> OLD.batch OR NEW.position <> OLD.position OR NEW.serial <> OLD.serial
    BEGIN SELECT RAISE(ABORT, 'positions are append-only'); END;
  CREATE TRIGGER batch_cards_stay BEFORE DELETE ON batch_cards
    BEGIN SELECT RAISE(ABORT, 'positions are append-only'); END;

  -- Cards that were laid on the reader and could not be used.
  CREATE TABLE batch_set_aside (
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (id),
    position INTEGER,
    uid BLOB,
    code TEXT NOT NULL,
    what TEXT,
    at TEXT NOT NULL,
    operator TEXT NOT NULL
  ) STRICT;
  CREATE INDEX batch_set_aside_by_batch ON batch_set_aside (batch);
  CREATE TRIGGER batch_set_aside_fixed BEFORE UPDATE ON batch_set_aside
    BEGIN SELECT RAISE(ABORT, 'what was set aside is append-only'); END;
  CREATE TRIGGER batch_set_aside_stays BEFORE DELETE ON batch_set_aside
    BEGIN SELECT RAISE(ABORT, 'what was set aside is append-only'); END;
`;
