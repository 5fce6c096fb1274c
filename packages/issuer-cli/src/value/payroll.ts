import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import {
  type ErrorDetails,
  formatMemberNumber,
  isKartuError,
  KartuError,
  parseRupiah,
} from '@kartukita/card-core';
import { readTable, type TableRow } from '../members/import/read-table.ts';
import { parseMemberNumber } from '../numbering/scheme.ts';
import type { CreditListRow, NewCreditList } from '../registry/credits.ts';
import type { Member } from '../registry/members.ts';
import type { Organisation, Registry } from '../registry/registry.ts';
import { cardFor, onlyCounterFor } from './cards.ts';

/** What is wrong with a row; the sentence is `detail.WHAT`. */
export interface RowFault {
  readonly line: number;
  readonly what: string;
  readonly details: ErrorDetails;
}

/** A list as it was read: it can be taken in only where nothing is wrong with it. */
export interface Payroll {
  readonly list: Omit<NewCreditList, 'proposedBy'>;
  readonly faults: readonly RowFault[];
}

export interface PayrollOptions {
  /** Such as `2026-11`: a name under which a list comes once. */
  readonly period: string;
  /** What payroll says that the list adds up to, whole rupiah. */
  readonly totalRupiah?: number | undefined;
  /** The counter that gives what is for cards without a purse. */
  readonly terminal?: number | undefined;
  /** Somebody has seen that another period has the same members and amounts, and that it is no mistake. */
  readonly sameAmounts?: boolean | undefined;
}

type Field = 'member' | 'amount' | 'reason';

/** What the head of a column may be called, without spaces, dots and capitals. */
const HEADS: Readonly<Record<Field, readonly string[]>> = {
  member: [
    ...['membernumber', 'number', 'member', 'memberno', 'nra', 'nia'],
    ...['nomoranggota', 'noanggota', 'nomorindukanggota', 'nomor', 'anggota'],
  ],
  amount: ['amount', 'amountrupiah', 'rupiah', 'jumlah', 'nominal', 'nilai', 'konversi', 'potongan'],
  reason: ['reason', 'note', 'remark', 'keterangan', 'alasan', 'catatan'],
};

const MAX_PERIOD = 40;
const MAX_REASON = 80;
export const MAX_PAYROLL_BYTES = 64 * 1024 * 1024;

/**
 * Reads a list of payroll: member number, amount, perhaps a reason. Every row is looked at; what is wrong with any
 * keeps all of them out. Throws `file-invalid` for a file that is no such table, `usage` for a period that is none.
 */
export async function readPayroll(
  registry: Registry,
  path: string,
  bytes: Buffer,
  options: PayrollOptions,
): Promise<Payroll> {
  const period = requirePeriod(options.period);
  requireCounter(registry, options.terminal);
  const { rows } = await readTable(path, bytes);
  const columns = findColumns(path, rows[0]);
  const reading = new Reading(registry, columns, rows[0]!.values.length, period, options.terminal ?? null);
  for (const row of rows.slice(1)) reading.take(row);
  if (reading.rows.length === 0 && reading.faults.length === 0) {
    throw new KartuError('file-invalid', `${path} has no rows`, {
      details: { what: 'credit-list-empty', path },
    });
  }
  const totalRupiah = reading.rows.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0);
  // Where rows are left out already, the sum differs for that reason.
  const isOff = options.totalRupiah !== undefined && options.totalRupiah !== totalRupiah;
  if (isOff && reading.faults.length === 0) {
    const details = { found: totalRupiah, said: options.totalRupiah! };
    reading.faults.push({ line: 0, what: 'credit-row-total', details });
  }
  const list = {
    period,
    digest: digestOf(reading.rows, options.sameAmounts ? period : ''),
    fileName: basename(path).slice(0, 200),
    members: reading.rows.length,
    totalRupiah,
    terminal: options.terminal ?? null,
    rows: reading.rows,
  };
  return { list, faults: reading.faults };
}

/**
 * The same members with the same amounts are the same list, in whatever order, file or encoding; where it is known that
 * they come every month, of the same period alone.
 */
function digestOf(rows: readonly CreditListRow[], period: string): Uint8Array {
  const lines = rows.map(({ memberId, amountRupiah }) => `${memberId} ${amountRupiah}`).sort();
  return createHash('sha256')
    .update([period, ...lines].join('\n'))
    .digest();
}

function requirePeriod(text: string): string {
  const period = text.trim();
  if (period !== '' && period.length <= MAX_PERIOD && !/\p{Cc}/u.test(period)) return period;
  throw usage('credit-period', { max: MAX_PERIOD });
}

function requireCounter(registry: Registry, terminal: number | undefined): void {
  if (terminal === undefined) return;
  const isKnown = registry.terminals.list().some((each) => each.terminal === terminal && each.certificate);
  if (!isKnown) {
    throw new KartuError('not-found', `there is no terminal ${terminal}`, {
      details: { what: 'terminal', terminal },
    });
  }
}

function findColumns(path: string, head: TableRow | undefined): ReadonlyMap<Field, number> {
  const columns = new Map<Field, number>();
  for (const [index, text] of (head?.values ?? []).entries()) {
    const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    const field = (Object.keys(HEADS) as Field[]).find((each) => HEADS[each].includes(plain));
    if (field === undefined) continue;
    if (columns.has(field)) {
      throw new KartuError('file-invalid', `two columns hold the ${field}`, {
        details: { what: 'column-twice', path, column: text.slice(0, 40) },
      });
    }
    columns.set(field, index);
  }
  if (columns.has('member') && columns.has('amount')) return columns;
  throw new KartuError('file-invalid', 'no column holds the member number, or none the amount', {
    details: { what: 'credit-columns', path, found: (head?.values ?? []).join(', ').slice(0, 200) },
  });
}

class Reading {
  readonly rows: CreditListRow[] = [];
  readonly faults: RowFault[] = [];
  readonly #lines = new Map<number, number>();
  readonly #registry: Registry;
  readonly #organisation: Organisation;
  readonly #columns: ReadonlyMap<Field, number>;
  readonly #width: number;
  readonly #period: string;
  readonly #terminal: number | null;

  constructor(
    registry: Registry,
    columns: ReadonlyMap<Field, number>,
    width: number,
    period: string,
    terminal: number | null,
  ) {
    this.#registry = registry;
    this.#organisation = registry.organisation();
    this.#columns = columns;
    this.#width = width;
    this.#period = period;
    this.#terminal = terminal;
  }

  take({ line, values }: TableRow): void {
    const before = this.faults.length;
    const fault = (what: string, details: ErrorDetails = {}) => this.faults.push({ line, what, details });
    if (values.slice(this.#width).some((value) => value !== '')) {
      fault('row-columns', { count: values.length, expected: this.#width });
      return;
    }
    const text = (field: Field) => unprotected(values[this.#columns.get(field) ?? -1] ?? '');
    const member = this.#member(text('member'), fault);
    const amountRupiah = this.#amount(text('amount'), fault);
    const reason = text('reason') || this.#period;
    if (reason.length > MAX_REASON || /\p{Cc}/u.test(reason)) fault('credit-row-reason', { max: MAX_REASON });
    if (member) {
      const first = this.#lines.get(member.id);
      if (first !== undefined) fault('credit-row-twice', { first });
      else this.#lines.set(member.id, line);
      this.#card(member, fault);
    }
    if (this.faults.length > before) return;
    this.rows.push({ line, memberId: member!.id, amountRupiah: amountRupiah!, reason });
  }

  #member(text: string, fault: (what: string, details?: ErrorDetails) => void): Member | undefined {
    const { scheme } = this.#organisation;
    const shown = text.slice(0, 40);
    try {
      const digits = parseMemberNumber(scheme, text);
      const member = this.#registry.members.get(digits);
      const state = member.mergedInto === undefined ? member.state : 'merged';
      if (state !== 'left' && state !== 'merged') return member;
      fault(`credit-row-${state}`, { number: formatMemberNumber(digits, scheme.format) });
    } catch (error) {
      if (isKartuError(error, 'not-found')) fault('credit-row-unknown', { number: shown });
      else if (!isKartuError(error, 'member-number-invalid')) throw error;
      else fault(faultOfNumber(text, scheme.letters.length, error), { number: shown });
    }
    return undefined;
  }

  #amount(text: string, fault: (what: string, details?: ErrorDetails) => void): number | undefined {
    const { maxBalanceRupiah } = this.#organisation.policy;
    const shown = text.slice(0, 40);
    const what = faultOfAmount(text);
    if (what) {
      fault(what, { amount: shown });
      return undefined;
    }
    const amount = parseRupiah(text);
    if (amount <= maxBalanceRupiah) return amount;
    fault('credit-row-huge', { amount: shown, max: maxBalanceRupiah });
    return undefined;
  }

  #card({ id }: Member, fault: (what: string, details?: ErrorDetails) => void): void {
    const card = cardFor(this.#registry, id);
    if (!card) fault('credit-row-no-card');
    else if (onlyCounterFor(this.#registry, card, this.#terminal) === undefined)
      fault('credit-row-no-counter', { card: card.serial });
  }
}

/** Spreadsheets put an apostrophe before what is text and looks like a number. */
function unprotected(text: string): string {
  return /^'[+\-0-9]/.test(text) ? text.slice(1) : text;
}

const EXCEL = /^[+-]?\d+([.,]\d+)?E[+-]?\d+$/i;

function faultOfNumber(text: string, digits: number, error: KartuError): string {
  if (EXCEL.test(text)) return 'credit-row-excel';
  if (/^\d+$/.test(text) && text.length < digits && text.length >= digits - 3) return 'credit-row-lost-zero';
  return error.details.context === 'check' ? 'credit-row-check-digit' : 'credit-row-number';
}

function faultOfAmount(text: string): string | undefined {
  if (text === '') return 'credit-row-no-amount';
  if (EXCEL.test(text)) return 'credit-row-excel';
  if (/^(rp\.?\s?)?[-−(]/i.test(text)) return 'credit-row-negative';
  if (/^(rp\.?\s?)?[0.]+(,0*)?$/i.test(text)) return 'credit-row-zero';
  try {
    parseRupiah(text);
    return undefined;
  } catch (error) {
    if (!isKartuError(error, 'amount-invalid')) throw error;
    if (/^(rp\.?\s?)?\d[\d.]{9,}$/i.test(text)) return 'credit-row-digits';
    return /^(rp\.?\s?)?[\d.,]+$/i.test(text) ? 'credit-row-fraction' : 'credit-row-amount';
  }
}

function usage(what: string, details: ErrorDetails): KartuError {
  return new KartuError('usage', what, { details: { what, ...details } });
}
