import { appendOnly } from './append-only.ts';

/** The counter's day: cashiers, shifts, articles, refunds, dues, events, salary credits. */
const APPEND_ONLY = [
  'cashier',
  'shift',
  'shift_close',
  'desk_request',
  'article',
  'refund',
  'bank_topup',
  'dues_charge',
  'dues_payment',
  'event',
  'event_registration',
  'attendance',
  'credit',
];

/** A payment that counts: its transfer was not voided, and nobody took it back. */
const COUNTS = (payment: string) => `
  NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = ${payment}.transfer AND s.state = 'voided')
  AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.corrects = ${payment}.transfer)`;

export const COUNTER = `
-- Versions: the last one of an id counts.
CREATE TABLE cashier (
  journal INTEGER PRIMARY KEY REFERENCES journal (number),
  id      TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 32),
  name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  role    TEXT NOT NULL CHECK (role IN ('cashier', 'supervisor')),
  active  INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
CREATE INDEX cashier_id ON cashier (id, journal);

-- Slow-hashed PINs of cashiers ("cashier:siti") and members ("member:8900000001"), and the tries at them. The journal
-- holds a fingerprint of each verifier, so that one that was put in by hand is found.
CREATE TABLE pin (
  owner    TEXT PRIMARY KEY,
  salt     BLOB NOT NULL CHECK (length(salt) = 16),
  verifier BLOB NOT NULL CHECK (length(verifier) = 32),
  -- Binary logarithm of scrypt's N.
  cost     INTEGER NOT NULL CHECK (cost BETWEEN 1 AND 20),
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  blocked_until_ms INTEGER NOT NULL DEFAULT 0,
  journal  INTEGER NOT NULL REFERENCES journal (number)
) STRICT;

-- One shift at a time, numbered without gaps; its number is that of its Z-report.
CREATE TABLE shift (
  number  INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (number),
  cashier TEXT,
  float_rupiah INTEGER NOT NULL CHECK (float_rupiah >= 0)
) STRICT;
CREATE TABLE shift_close (
  shift   INTEGER PRIMARY KEY REFERENCES shift (number),
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (number),
  expected_rupiah INTEGER NOT NULL,
  counted_rupiah  INTEGER NOT NULL CHECK (counted_rupiah >= 0)
) STRICT;
-- What was asked for at the screen without a card: asked for again, it is the same.
CREATE TABLE desk_request (
  id      TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (number)
) STRICT;
CREATE TRIGGER shift_gapless BEFORE INSERT ON shift
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM shift)
BEGIN SELECT raise(ABORT, 'shift: not the next number'); END;
CREATE TRIGGER shift_one BEFORE INSERT ON shift
WHEN (SELECT coalesce(max(number), 0) FROM shift) <> (SELECT coalesce(max(shift), 0) FROM shift_close)
BEGIN SELECT raise(ABORT, 'shift: the last one is still open'); END;
CREATE TRIGGER shift_close_order BEFORE INSERT ON shift_close
WHEN NEW.shift <> (SELECT coalesce(max(shift), 0) + 1 FROM shift_close)
BEGIN SELECT raise(ABORT, 'shift: closed out of order'); END;

-- Versions: the last one of a SKU counts.
CREATE TABLE article (
  sku     TEXT NOT NULL CHECK (length(sku) BETWEEN 1 AND 40),
  journal INTEGER NOT NULL REFERENCES journal (number),
  barcode TEXT,
  name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  price_rupiah INTEGER NOT NULL CHECK (price_rupiah > 0),
  member_price_rupiah INTEGER CHECK (member_price_rupiah > 0),
  -- Member number of the partner merchant on whose behalf it is sold.
  merchant TEXT,
  active  INTEGER NOT NULL CHECK (active IN (0, 1)),
  PRIMARY KEY (sku, journal)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_barcode ON article (barcode) WHERE barcode IS NOT NULL;
CREATE TRIGGER article_barcode_once BEFORE INSERT ON article
WHEN NEW.barcode IS NOT NULL AND NEW.active = 1 AND EXISTS (
  SELECT 1 FROM article a WHERE a.barcode = NEW.barcode AND a.sku <> NEW.sku AND a.active = 1
    AND a.journal = (SELECT max(journal) FROM article l WHERE l.sku = a.sku))
BEGIN SELECT raise(ABORT, 'article: its barcode belongs to another one'); END;

-- What was taken back of a sale or a top-up: never more than it was. \`journal\` is the entry that took it back, or
-- the transfer that takes it from the card; a transfer that was voided took nothing.
CREATE TABLE refund (
  journal  INTEGER PRIMARY KEY REFERENCES journal (number),
  corrects INTEGER NOT NULL REFERENCES transfer (id),
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
  -- A caller's name, under which nothing is taken back twice.
  reference TEXT UNIQUE
) STRICT;
CREATE INDEX refund_corrects ON refund (corrects);
CREATE TRIGGER refund_within BEFORE INSERT ON refund
WHEN NEW.amount_rupiah + (SELECT coalesce(sum(r.amount_rupiah), 0) FROM refund r WHERE r.corrects = NEW.corrects
    AND NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = r.journal AND s.state = 'voided'))
  > coalesce((SELECT t.amount_rupiah FROM transfer t JOIN transfer_state s ON s.transfer = t.id AND s.state = 'posted'
    WHERE t.id = NEW.corrects AND t.kind IN ('sale', 'topup')), 0)
BEGIN SELECT raise(ABORT, 'refund: more than is left of it'); END;

-- A bank transfer tops up one card once.
CREATE TABLE bank_topup (
  transfer  INTEGER PRIMARY KEY REFERENCES transfer (id),
  reference TEXT NOT NULL
) STRICT;
CREATE INDEX bank_topup_reference ON bank_topup (reference);
CREATE TRIGGER bank_topup_once BEFORE INSERT ON bank_topup
WHEN EXISTS (SELECT 1 FROM bank_topup b WHERE b.reference = NEW.reference
  AND NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = b.transfer AND s.state = 'voided'))
BEGIN SELECT raise(ABORT, 'top-up: its bank transfer was used'); END;

-- What a member owes for a period; the last version counts. \`settled\`: it was paid elsewhere.
CREATE TABLE dues_charge (
  member  TEXT NOT NULL,
  period  TEXT NOT NULL CHECK (length(period) BETWEEN 1 AND 20),
  journal INTEGER NOT NULL REFERENCES journal (number),
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
  due     TEXT,
  settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
  PRIMARY KEY (member, period, journal)
) STRICT, WITHOUT ROWID;
CREATE TABLE dues_payment (
  transfer INTEGER NOT NULL REFERENCES transfer (id),
  member   TEXT NOT NULL,
  period   TEXT NOT NULL,
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
  PRIMARY KEY (transfer, period)
) STRICT, WITHOUT ROWID;
CREATE INDEX dues_payment_member ON dues_payment (member, period);
CREATE TRIGGER dues_once BEFORE INSERT ON dues_payment
WHEN EXISTS (SELECT 1 FROM dues_payment p WHERE p.member = NEW.member AND p.period = NEW.period AND ${COUNTS('p')})
BEGIN SELECT raise(ABORT, 'dues: this period is paid'); END;

-- Versions: the last one of an id counts.
CREATE TABLE event (
  id      TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 40),
  journal INTEGER NOT NULL REFERENCES journal (number),
  name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  fee_rupiah INTEGER NOT NULL CHECK (fee_rupiah >= 0),
  active  INTEGER NOT NULL CHECK (active IN (0, 1)),
  PRIMARY KEY (id, journal)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_registration (
  transfer INTEGER PRIMARY KEY REFERENCES transfer (id),
  event    TEXT NOT NULL,
  member   TEXT NOT NULL
) STRICT;
CREATE INDEX event_registration_member ON event_registration (event, member);
CREATE TRIGGER event_registration_once BEFORE INSERT ON event_registration
WHEN EXISTS (SELECT 1 FROM event_registration p WHERE p.event = NEW.event AND p.member = NEW.member AND ${COUNTS('p')})
BEGIN SELECT raise(ABORT, 'event: this member is registered'); END;
CREATE TABLE attendance (
  event   TEXT NOT NULL,
  member  TEXT NOT NULL,
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (number),
  PRIMARY KEY (event, member)
) STRICT, WITHOUT ROWID;

-- Salary that waits for a card. The card carries the number of the last one that it was given.
CREATE TABLE credit (
  card    INTEGER NOT NULL,
  number  INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535),
  amount_rupiah INTEGER NOT NULL CHECK (amount_rupiah > 0),
  reason  TEXT NOT NULL,
  journal INTEGER NOT NULL REFERENCES journal (number),
  PRIMARY KEY (card, number)
) STRICT, WITHOUT ROWID;

-- The audit trail stands in the journal itself; this finds it there.
CREATE INDEX journal_audit ON journal (number) WHERE kind IN ('audit', 'cashier', 'pin', 'refund', 'void');

${appendOnly(APPEND_ONLY)}
`;
