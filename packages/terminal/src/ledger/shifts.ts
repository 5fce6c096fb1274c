import { type Duty, dutyOf } from './audit.ts';
import type { Ledger } from './ledger.ts';
import type { Movement } from './transfer.ts';

/** A shift as the books have it. Its number is that of its Z-report. */
export interface Shift {
  readonly number: number;
  /** Entry of the journal with which it began, and with which it ended. */
  readonly from: number;
  readonly to: number | null;
  readonly openedBy: string | null;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  readonly floatRupiah: number;
  /** Null while it is open. */
  readonly expectedRupiah: number | null;
  readonly countedRupiah: number | null;
}

const SHIFT = `
  SELECT s.number, s.journal AS "from", c.journal AS "to", s.cashier AS openedBy, s.float_rupiah AS floatRupiah,
         o.time_ms AS openedAtMs, e.time_ms AS closedAtMs,
         c.expected_rupiah AS expectedRupiah, c.counted_rupiah AS countedRupiah
  FROM shift s JOIN journal o ON o.number = s.journal
  LEFT JOIN shift_close c ON c.shift = s.number LEFT JOIN journal e ON e.number = c.journal`;

/** Newest first. */
export function shiftsOf(ledger: Ledger, limit = 50): Shift[] {
  return ledger.statements.all<Shift>(`${SHIFT} ORDER BY s.number DESC LIMIT ?`, limit);
}

export function shiftByNumber(ledger: Ledger, number: number): Shift | undefined {
  return ledger.statements.get(`${SHIFT} WHERE s.number = ?`, number) as Shift | undefined;
}

export function openShiftOf(ledger: Ledger): Shift | undefined {
  const [last] = shiftsOf(ledger, 1);
  return last && last.to === null ? last : undefined;
}

/**
 * What should lie in the drawer: the float and all that moved in the open shift, which began with it alone; between
 * shifts all that moved since the last closing, which left it empty.
 */
export function drawerRupiah(ledger: Ledger): number {
  const open = openShiftOf(ledger);
  if (open) return open.floatRupiah + ledger.accountBalanceAfter('drawer', open.from);
  const row = ledger.statements.get('SELECT coalesce(max(journal), 0) AS last FROM shift_close') as {
    last: number;
  };
  return ledger.accountBalanceAfter('drawer', row.last);
}

/** Begins a shift. What lies in the drawer goes to the safe, the float comes from there. Returns its number. */
export function insertShift(ledger: Ledger, floatRupiah: number, by: Duty): number {
  const left = drawerRupiah(ledger);
  const number = (shiftsOf(ledger, 1)[0]?.number ?? 0) + 1;
  const movements = [...between('drawer', 'safe', left), ...between('safe', 'drawer', floatRupiah)];
  ledger.book('shift-open', { ...dutyOf({ ...by, shift: number }), floatRupiah }, movements, (journal) => {
    ledger.statements.run(
      'INSERT INTO shift (number, journal, cashier, float_rupiah) VALUES (?, ?, ?, ?)',
      number,
      journal,
      by.cashier ?? null,
      floatRupiah,
    );
  });
  return number;
}

/**
 * Ends a shift by a count: the difference is booked, and all of it goes to the safe, so that the next one begins with
 * its float alone.
 */
export function insertShiftClose(ledger: Ledger, shift: number, countedRupiah: number, by: Duty): void {
  const expectedRupiah = drawerRupiah(ledger);
  const movements = [
    ...between('drawer', 'cash-difference', expectedRupiah - countedRupiah),
    ...between('drawer', 'safe', countedRupiah),
  ];
  const body = { ...dutyOf({ ...by, shift }), expectedRupiah, countedRupiah };
  ledger.book('shift-close', body, movements, (journal) => {
    ledger.statements.run(
      'INSERT INTO shift_close (shift, journal, expected_rupiah, counted_rupiah) VALUES (?, ?, ?, ?)',
      shift,
      journal,
      expectedRupiah,
      countedRupiah,
    );
  });
}

/** So much from one account of the counter's own to another; below 0 the other way; nothing for 0. */
export function between(from: string, to: string, amountRupiah: number): Movement[] {
  if (amountRupiah === 0) return [];
  return amountRupiah > 0
    ? [{ debit: to, credit: from, amountRupiah }]
    : [{ debit: from, credit: to, amountRupiah: -amountRupiah }];
}
