import { formatMemberNumber, isKartuError, KartuError } from '@kartukita/card-core';
import { readGivenFile } from '../files.ts';
import { defaultExpiry, parseExpiry } from '../issue/expiry.ts';
import { decodeText } from '../members/import/read-table.ts';
import { findMember } from '../members/lookup.ts';
import type { Batch, BatchLayout } from '../registry/batches.ts';
import type { Member, MemberFilter } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';

export interface BatchWanted {
  readonly theme: { readonly id: string; readonly number: number };
  readonly layout: BatchLayout;
  readonly expires?: string | undefined;
  readonly filter: MemberFilter;
  /** A list of member numbers, one a line, in place of the filter. */
  readonly numberFile?: string | undefined;
  readonly limit?: number | undefined;
}

/** A member of the list who gets no position. */
export interface LeftOut {
  readonly memberNumber: string;
  /** `has-card`, or why the member gets no card: `card-member-left`, … */
  readonly what: string;
}

export interface BatchMade {
  readonly batch: Batch;
  readonly count: number;
  readonly leftOut: readonly LeftOut[];
}

const MAX_LIST_BYTES = 10_000_000;
/** What stands behind the first of these on a line is not read: lists come from spreadsheets. */
const SEPARATOR = /[,;\t]/;

/**
 * Makes a batch of all members of a filter who may get a card of the theme and have none, or of those of a list.
 * A line of the list that names nobody refuses the whole: `file-invalid` with its line. Throws `usage` when nobody
 * is left.
 */
export function createBatch(registry: Registry, wanted: BatchWanted): BatchMade {
  const { theme, layout, filter, numberFile, limit = Number.MAX_SAFE_INTEGER } = wanted;
  const now = registry.now();
  const expiryDay = wanted.expires === undefined ? defaultExpiry(now) : parseExpiry(wanted.expires, now);
  const given = numberFile === undefined ? undefined : fromFile(registry, numberFile, theme.number);
  const members =
    given?.members ??
    registry.batches.candidates(theme.number, filter, limit).map((id) => registry.members.byId(id));
  const query = { ...withoutUndefined(filter), ...(numberFile === undefined ? {} : { numberFile }) };
  const chosen = members.slice(0, limit);
  const batch = registry.batches.create({ theme, layout, query, expiryDay }, chosen);
  return { batch, count: chosen.length, leftOut: given?.leftOut ?? [] };
}

function fromFile(registry: Registry, path: string, themeNumber: number) {
  const { text } = decodeText(path, readGivenFile(path, MAX_LIST_BYTES));
  const members = new Map<number, Member>();
  const leftOut: LeftOut[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const typed = line
      .split(SEPARATOR)[0]!
      .replace(/^"(.*)"$/, '$1')
      .trim();
    if (typed === '') continue;
    const member = memberAt(registry, path, index + 1, typed);
    const what = reasonToLeaveOut(registry, member, themeNumber);
    if (what === undefined) members.set(member.id, member);
    else leftOut.push({ memberNumber: shown(registry, member), what });
  }
  return { members: [...members.values()], leftOut };
}

function memberAt(registry: Registry, path: string, line: number, typed: string): Member {
  try {
    return findMember(registry, typed);
  } catch (error) {
    if (!isKartuError(error, 'not-found', 'member-number-invalid')) throw error;
    throw new KartuError('file-invalid', `line ${line} names no member`, {
      details: { what: 'batch-line', path, line, text: typed.slice(0, 20) },
      cause: error,
    });
  }
}

function reasonToLeaveOut(registry: Registry, member: Member, themeNumber: number): string | undefined {
  try {
    registry.cards.lives.requireHolder(member);
  } catch (error) {
    if (!isKartuError(error, 'usage')) throw error;
    return String(error.details.what);
  }
  return registry.batches.hasRoom(member.id, themeNumber) ? undefined : 'has-card';
}

function shown(registry: Registry, member: Member): string {
  return formatMemberNumber(member.memberNumber, registry.organisation().scheme.format);
}

function withoutUndefined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
