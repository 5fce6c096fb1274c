import { type ErrorDetails, KartuError } from '../errors.ts';
import type { Reader } from './connection.ts';
import { ACR122U, PLAIN, type ReaderProfile, TRANSPARENT } from './profile.ts';

/** What a person writes after `--reader`, taken apart. */
export type ReaderSpec =
  | { readonly kind: 'pcsc'; readonly name?: string }
  | {
      readonly kind: 'virtual';
      readonly path: string;
      readonly profile?: ReaderProfile;
      readonly tear?: { readonly atExchange: number; readonly when: 'before' | 'after' | 'half' };
      readonly realTime?: true;
    };

type VirtualSpec = Extract<ReaderSpec, { kind: 'virtual' }>;

const EXAMPLE = 'virtual:card.nfc,reader=acr122u,tear=7:half';
const PROFILES: Record<string, ReaderProfile> = Object.fromEntries(
  [ACR122U, TRANSPARENT, PLAIN].map((profile) => [profile.id, profile]),
);
const LOOKS_LIKE_OPTION = /^([a-z]+=.*|realtime)$/;
const LAST_EXCHANGE = 1_000_000;

function usage(spec: string, what: string, problem: string, gaps: ErrorDetails = {}): KartuError {
  return new KartuError(
    'usage',
    `reader "${spec}": ${problem}; for example ${EXAMPLE} or pcsc or pcsc:ACR122`,
    {
      details: { what: `reader-${what}`, value: spec, example: EXAMPLE, ...gaps },
    },
  );
}

/**
 * Reads `virtual:FILE[,reader=acr122u|transparent|plain][,tear=N[:before|after|half]][,realtime]`, `pcsc` or
 * `pcsc:NAME`. Options are taken from the end, so a file name may contain a comma as long as what follows it does
 * not look like an option. `tear=N` breaks off before the N-th exchange, counted from 1. Throws `usage`.
 */
export function parseReaderSpec(spec: string): ReaderSpec {
  if (spec === 'pcsc') return { kind: 'pcsc' };
  const [, kind, rest] = /^(pcsc|virtual):(.*)$/s.exec(spec) ?? [];
  if (kind === undefined || rest === undefined)
    throw usage(spec, 'kind', 'it has to begin with "virtual:" or "pcsc"');
  if (kind === 'virtual') return parseVirtual(spec, rest);
  if (rest.trim() === '') throw usage(spec, 'name', 'the name of the reader is missing');
  return { kind: 'pcsc', name: rest };
}

function parseVirtual(spec: string, rest: string): VirtualSpec {
  const parts = rest.split(',');
  let options: Omit<VirtualSpec, 'kind' | 'path'> = {};
  while (parts.length > 1 && LOOKS_LIKE_OPTION.test(parts.at(-1)!)) {
    const option = parseOption(spec, parts.pop()!);
    for (const key of Object.keys(option))
      if (key in options) throw usage(spec, 'twice', `${key} is given twice`, { option: key });
    options = { ...options, ...option };
  }
  const path = parts.join(',');
  if (path === '') throw usage(spec, 'file', 'the file of the card is missing');
  return { kind: 'virtual', path, ...options };
}

function parseOption(spec: string, text: string): Omit<VirtualSpec, 'kind' | 'path'> {
  if (text === 'realtime') return { realTime: true };
  const [key, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  if (key === 'reader') {
    const profile = Object.hasOwn(PROFILES, value) ? PROFILES[value] : undefined;
    const known = Object.keys(PROFILES).join(', ');
    if (profile === undefined) throw usage(spec, 'profile', `reader= is one of ${known}`, { known });
    return { profile };
  }
  if (key === 'tear') return { tear: parseTear(spec, value) };
  throw usage(spec, 'option', `there is no option "${key}"`, { option: key });
}

function parseTear(spec: string, value: string): NonNullable<VirtualSpec['tear']> {
  const [, digits, when] = /^(\d{1,7})(?::(before|after|half))?$/.exec(value) ?? [];
  const atExchange = Number(digits);
  if (digits === undefined || atExchange < 1 || atExchange > LAST_EXCHANGE) {
    throw usage(spec, 'tear', 'tear= is the number of an exchange from 1, and before, after or half');
  }
  return { atExchange, when: (when ?? 'before') as 'before' | 'after' | 'half' };
}

/**
 * Opens the reader that `spec` names (see `parseReaderSpec`), loading only what it needs: the native add-on for a
 * real one, the virtual chips for a file. Throws `usage`, and what `openPcscReader` and `openVirtualFile` throw.
 */
export async function openReader(spec: string): Promise<Reader> {
  const parsed = parseReaderSpec(spec);
  if (parsed.kind === 'pcsc') {
    const { openPcscReader } = await import('./pcsc.ts');
    return openPcscReader(parsed.name === undefined ? {} : { name: parsed.name });
  }
  const { openVirtualFile } = await import('../virtual/index.ts');
  const { kind: _, path, ...options } = parsed;
  return openVirtualFile(path, options);
}
