import { articlesDigest, articlesOfEntry } from './catalogue.ts';
import type { Ledger } from './ledger.ts';
import { pinFingerprint } from './pins.ts';
import type { Report } from './verify.ts';
import { checkPurposes } from './verify-purpose.ts';

/** Of an entry that a window named: the name leads to it. */
const IF_NAMED = `SELECT :body ->> 'request' IS NULL
  OR EXISTS (SELECT 1 FROM desk_request WHERE journal = :number AND id = :body ->> 'request')`;

/** What the entries of the counter's day say some row of another table holds; see SAID of verify.ts. */
export const DAY_SAID: Readonly<Record<string, string>> = {
  audit: IF_NAMED,
  'card-renewed': `SELECT 1 FROM card WHERE serial = :body ->> 'card' AND :number > 0`,
  credits: 'SELECT 1',
  dues: 'SELECT 1',
  event: 'SELECT 1',
  attend: 'SELECT 1',
  refund: 'SELECT 1',
  pin: 'SELECT 1',
  'cash-in': IF_NAMED,
  'cash-out': IF_NAMED,
  deposit: IF_NAMED,
  articles: `SELECT count(*) = :body ->> 'count' FROM article WHERE journal = :number`,
  cashier: `SELECT 1 FROM cashier WHERE journal = :number AND id = :body ->> 'id' AND name = :body ->> 'name'
    AND role = :body ->> 'role' AND active = :body ->> 'active'`,
  'shift-open': `SELECT 1 FROM shift WHERE journal = :number AND number = :body ->> 'shift'
    AND cashier IS :body ->> 'cashier' AND float_rupiah = :body ->> 'floatRupiah'`,
  'shift-close': `SELECT 1 FROM shift_close WHERE journal = :number AND shift = :body ->> 'shift'
    AND expected_rupiah = :body ->> 'expectedRupiah' AND counted_rupiah = :body ->> 'countedRupiah'`,
};

/** What `SAID` cannot say in SQL: the digest of the versions that an entry wrote. */
function checkArticles(ledger: Ledger, report: Report): void {
  const select = "SELECT number, body FROM journal WHERE kind = 'articles'";
  for (const { number, body } of ledger.database
    .prepare<unknown[], { number: number; body: string }>(select)
    .all()) {
    const { digest } = JSON.parse(body) as { digest: string };
    if (articlesDigest(articlesOfEntry(ledger, number)) !== digest)
      report('states', `articles of entry ${number}`, 'are not what the journal says');
  }
}

/** Rows of the day's tables that no entry of the journal stands behind. */
const UNFOUNDED: readonly (readonly [string, string])[] = [
  [
    'cashier',
    `SELECT journal FROM cashier r WHERE (SELECT kind FROM journal WHERE number = r.journal) <> 'cashier'`,
  ],
  [
    'shift',
    `SELECT journal FROM shift r WHERE (SELECT kind FROM journal WHERE number = r.journal) <> 'shift-open'`,
  ],
  [
    'shift_close',
    `SELECT journal FROM shift_close r WHERE (SELECT kind FROM journal WHERE number = r.journal) <> 'shift-close'`,
  ],
  [
    'desk_request',
    `SELECT journal FROM desk_request r
     WHERE (SELECT body ->> 'request' FROM journal WHERE number = r.journal) IS NOT r.id`,
  ],
];

/** What stands in the tables of the day against the journal and against itself. */
export function checkDay(ledger: Ledger, report: Report): void {
  for (const [table, select] of UNFOUNDED) {
    for (const journal of ledger.database.prepare<unknown[], number>(select).pluck().all()) {
      report('states', `${table} of entry ${journal}`, 'is not what the journal says');
    }
  }
  checkArticles(ledger, report);
  checkPurposes(ledger, report);
  checkPins(ledger, report);
  checkShifts(ledger, report);
}

/** A PIN that was put in by hand has another fingerprint than the journal's last word on its owner. */
function checkPins({ database }: Ledger, report: Report): void {
  const told = new Map<string, string | null>();
  const bodies = database.prepare<unknown[], string>(
    "SELECT body FROM journal WHERE kind = 'pin' ORDER BY number",
  );
  for (const body of bodies.pluck().all()) {
    const { owner, fingerprint } = JSON.parse(body) as { owner: string; fingerprint: string | null };
    told.set(owner, fingerprint);
  }
  const pins = database
    .prepare<unknown[], { owner: string; salt: Uint8Array; verifier: Uint8Array }>(
      'SELECT owner, salt, verifier FROM pin',
    )
    .all();
  for (const { owner, salt, verifier } of pins) {
    if (told.get(owner) !== pinFingerprint(salt, verifier))
      report('states', `PIN of ${owner}`, 'is not the one that was set');
    told.delete(owner);
  }
  for (const [owner, fingerprint] of told) {
    if (fingerprint !== null) report('states', `PIN of ${owner}`, 'is gone');
  }
}

interface Closing {
  shift: number;
  opened: number;
  closed: number;
  expected: number;
  moved: number;
}

/** What a drawer was expected to hold is what moved since the closing before; transfers name the shift they fell in. */
function checkShifts({ database }: Ledger, report: Report): void {
  const closings = database
    .prepare<unknown[], Closing>(
      `SELECT c.shift, s.journal AS opened, c.journal AS closed, c.expected_rupiah AS expected,
         (SELECT coalesce(sum(CASE WHEN e.debit = a.id THEN amount_rupiah ELSE -amount_rupiah END), 0)
          FROM account a JOIN entry e ON e.journal < c.journal AND (e.debit = a.id OR e.credit = a.id)
            AND e.journal > coalesce((SELECT journal FROM shift_close b WHERE b.shift = c.shift - 1), 0)
          WHERE a.code = 'drawer') AS moved
       FROM shift_close c JOIN shift s ON s.number = c.shift ORDER BY c.shift`,
    )
    .all();
  for (const { shift, expected, moved, opened, closed } of closings) {
    if (expected !== moved) report('states', `shift ${shift}`, `expected ${expected}, ${moved} had moved`);
    if (closed <= opened) report('states', `shift ${shift}`, 'ends before it begins');
  }
  const wrong = database
    .prepare<unknown[], { number: number }>(
      `SELECT j.number FROM journal j WHERE j.body ->> 'shift' IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM shift s LEFT JOIN shift_close c ON c.shift = s.number
         WHERE s.number = j.body ->> 'shift' AND j.number >= s.journal AND j.number <= coalesce(c.journal, j.number))`,
    )
    .all();
  for (const { number } of wrong)
    report('states', `entry ${number}`, 'names a shift that it did not fall in');
}
