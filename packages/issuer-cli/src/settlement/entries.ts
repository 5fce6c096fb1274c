import { PURSE_RECORD_BYTES } from '@kartukita/card-core';
import { isAccountCode } from '../books/accounts.ts';
import type { BookLine } from '../registry/books.ts';

/**
 * What an entry of a counter's journal means for the issuer. Only the names of members that the format fixes are
 * looked at (docs/settlement.md §3), whatever the kind, so that new kinds need no code here. Pure.
 */
export interface EntryMeaning {
  readonly kind: string;
  readonly card: number | undefined;
  /** 96 bytes. */
  readonly record: Uint8Array | undefined;
  /** The entry that reserved what this one says the end of. */
  readonly transfer: number | undefined;
  readonly corrects: number | undefined;
  readonly freeze: number | undefined;
  /** What the issuer asked for, of an entry that hands it over (docs/settlement.md, value). */
  readonly handover: number | undefined;
  /** Of an answer about a credit: was it given? */
  readonly given: boolean | undefined;
  readonly reason: string | undefined;
  /** What moved, in the organisation's accounts. */
  readonly lines: readonly BookLine[];
  /** Something in it is not as the format has it; nothing of it is booked. */
  readonly isMalformed: boolean;
}

type Body = Readonly<Record<string, unknown>>;

export function meaningOf(terminal: number, kind: string, bodyText: string): EntryMeaning {
  const body = parsed(bodyText);
  const lines = body && kind !== 'reserve' ? linesOf(body, terminal) : [];
  const record = body && recordIn(body);
  return {
    kind,
    card: numberIn(body?.card, 0xffff_ffff),
    record: record ?? undefined,
    transfer: numberIn(body?.transfer),
    corrects: numberIn(body?.corrects),
    freeze: numberIn(body?.freeze),
    handover: numberIn(body?.handover),
    given: typeof body?.given === 'boolean' ? body.given : undefined,
    reason: typeof body?.reason === 'string' ? body.reason.slice(0, 100) : undefined,
    lines: lines ?? [],
    isMalformed: body === undefined || lines === undefined || record === null,
  };
}

function parsed(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : undefined;
  } catch {
    return undefined;
  }
}

function numberIn(value: unknown, most = Number.MAX_SAFE_INTEGER): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most
    ? (value as number)
    : undefined;
}

/** Null: there is one, and it is none. */
function recordIn(body: Body): Uint8Array | undefined | null {
  if (body.record === undefined) return undefined;
  if (typeof body.record !== 'string' || body.record.length !== 2 * PURSE_RECORD_BYTES) return null;
  const bytes = Buffer.from(body.record, 'hex'); // ends at the first thing that is no digit
  // A view: thousands of them are in memory at once, and a block of its own for each is dear.
  return bytes.length === PURSE_RECORD_BYTES
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, PURSE_RECORD_BYTES)
    : null;
}

/** Undefined: something that cannot be booked. */
function linesOf(body: Body, terminal: number): BookLine[] | undefined {
  const moved = body.lines ?? (body.debit === undefined && body.credit === undefined ? [] : [body]);
  if (!Array.isArray(moved) || moved.length > 100) return undefined;
  const lines: BookLine[] = [];
  for (const each of moved as unknown[]) {
    const { debit, credit, amountRupiah } = (each ?? {}) as Body;
    if (typeof debit !== 'string' || typeof credit !== 'string') return undefined;
    // What other counters did to a card is booked from their own journals.
    if (debit === ELSEWHERE || credit === ELSEWHERE) continue;
    const line = { debit: bookAccount(debit, terminal), credit: bookAccount(credit, terminal) };
    const amount = numberIn(amountRupiah, MOST_RUPIAH);
    if (!line.debit || !line.credit || line.debit === line.credit || amount === undefined) return undefined;
    lines.push({ debit: line.debit, credit: line.credit, amountRupiah: amount });
  }
  return lines;
}

const ELSEWHERE = 'elsewhere';
/** More than any counter turns over in one entry. */
const MOST_RUPIAH = 1_000_000_000;
/** One for the whole organisation, whichever counter books to it. */
const SHARED = /^(purse|owed|payable|dues|events):|^(fees|salary-clearing|value-in-transit|unresolved)$/;

/** The organisation's account for one of a counter's; undefined where a counter has no business with it. */
export function bookAccount(code: string, terminal: number): string | undefined {
  const own = code === 'dues' || code === 'events' ? `${code}:counter-${terminal}` : `${code}:${terminal}`;
  if (!code.includes(':') && isAccountCode(own)) return own;
  return SHARED.test(code) && isAccountCode(code) ? code : undefined;
}
