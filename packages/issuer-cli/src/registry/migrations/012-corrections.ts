/** Corrections of the books by hand: each is a posting of its own (`correction:N`), by one person and approved by another. */
export const CORRECTIONS = `
  CREATE TABLE book_correction (
    number INTEGER PRIMARY KEY,
    -- The posting that it is about; null: none of its own.
    corrects INTEGER REFERENCES posting (id),
    -- Takes back the whole of it: each posting once.
    is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 3 AND 200),
    at TEXT NOT NULL,
    operator TEXT NOT NULL CHECK (length(operator) >= 1),
    approved_by TEXT NOT NULL CHECK (length(approved_by) >= 1),
    CHECK (lower(approved_by) <> lower(operator)),
    CHECK (is_whole = 0 OR corrects IS NOT NULL)
  ) STRICT;
  CREATE UNIQUE INDEX book_correction_whole ON book_correction (corrects) WHERE is_whole = 1;
  CREATE TRIGGER book_correction_gapless BEFORE INSERT ON book_correction
      WHEN NEW.number <> coalesce((SELECT max(number) FROM book_correction), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'corrections are numbered without gaps'); END;
  CREATE TRIGGER book_correction_fixed BEFORE UPDATE ON book_correction
    BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;
  CREATE TRIGGER book_correction_stays BEFORE DELETE ON book_correction
    BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;
  -- No posting calls itself a correction that nobody has approved.
  CREATE TRIGGER posting_correction BEFORE INSERT ON posting WHEN NEW.source GLOB 'correction:*'
      AND NOT EXISTS (SELECT 1 FROM book_correction WHERE 'correction:' || number = NEW.source)
    BEGIN SELECT RAISE(ABORT, 'a correction is approved first'); END;
`;
