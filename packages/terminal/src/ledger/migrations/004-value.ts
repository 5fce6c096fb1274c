import { appendOnly } from './append-only.ts';

/** What the issuer took over from this counter for holders of cards, and what it says of dues. */
export const VALUE = `
-- What was owed to the holder of a card went to the issuer: each number once, as it asked.
CREATE TABLE owed_handover (
  id      INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (number),
  card    INTEGER NOT NULL,
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah >= 0)
) STRICT;

-- Credits of cards without a purse that another counter is to give; \`given\`: they were given here before that was said.
CREATE TABLE credit_withdrawn (
  id      INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (number),
  card    INTEGER NOT NULL,
  number  INTEGER NOT NULL,
  given   INTEGER NOT NULL CHECK (given IN (0, 1))
) STRICT;
CREATE INDEX credit_withdrawn_card ON credit_withdrawn (card, number);

-- What every member owes for a period, as the issuer said; the last version counts.
CREATE TABLE dues_period (
  period  TEXT NOT NULL CHECK (length(period) BETWEEN 1 AND 20),
  journal INTEGER NOT NULL REFERENCES journal (number),
  title   TEXT NOT NULL,
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
  due     TEXT,
  PRIMARY KEY (period, journal)
) STRICT, WITHOUT ROWID;
-- Members who have paid a period or an event elsewhere, or have not any more, by the number on their cards; the last
-- version counts.
CREATE TABLE paid_elsewhere (
  kind    TEXT NOT NULL CHECK (kind IN ('dues', 'event')),
  subject TEXT NOT NULL,
  member  TEXT NOT NULL,
  journal INTEGER NOT NULL REFERENCES journal (number),
  paid    INTEGER NOT NULL CHECK (paid IN (0, 1)),
  PRIMARY KEY (kind, subject, member, journal)
) STRICT, WITHOUT ROWID;

${appendOnly(['owed_handover', 'credit_withdrawn', 'dues_period', 'paid_elsewhere'])}
`;
