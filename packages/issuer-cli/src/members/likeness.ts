/** Which names are likely to be one name spelled in two ways. Pure. */

/** Forms of a first name that people shorten or write in several ways; all of them read as the last one. */
const SAME_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:m|mo?hd?|md|mu?h|mo?ch|moham+[ae]d|muham+[ae]d|mocham+[ae]d|mohamad|muhamad)$/, 'muhamad'],
  [/^(?:abd|abdul|abdoel)$/, 'abdul'],
  [/^(?:st|siti|sitti)$/, 'siti'],
];

/** Titles say nothing about who somebody is, and stand in one list and not in the other. */
const TITLES =
  /^(?:h|hj|haji|hajah|dr|drs|dra|ir|prof|kh|ust|ustadz|tgh|sh|se|si|sp|mm|mh|msi|mpd|spd|spdi|ssos|skom|bapak|ibu|bpk)$/;

/** Old and new spelling, and letters that sound alike in Indonesian names. The order matters. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/tj/g, 'c'],
  [/hj/g, 'hy'],
  [/dj/g, 'j'],
  [/nj/g, 'ny'],
  [/sj|sh/g, 'sy'],
  [/oe/g, 'u'],
  [/kh|q|ch(?=[aiou])/g, 'k'],
  [/dz|dh|z/g, 'j'],
  [/ph|v|f/g, 'p'],
  [/th/g, 't'],
  [/y/g, 'i'],
  [/ie|ei/g, 'i'],
  [/x/g, 'ks'],
  [/(?<=[aiueo])h(?=[^aiueo]|$)/g, ''],
  [/(.)\1+/g, '$1'],
];

/**
 * How a name sounds: words in the order of the alphabet, without titles, old spelling made new. Two names with the
 * same key are likely the same name.
 */
export function nameKey(name: string): string {
  const words = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\p{M}'’`]/gu, '')
    .replace(/,.*$/u, '') // degrees stand behind a comma
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const told = words.filter((word) => !TITLES.test(word));
  const kept = told.length > 0 ? told : words;
  return kept.map(soundOf).sort().join(' ');
}

function soundOf(word: string): string {
  const same = SAME_NAMES.find(([pattern]) => pattern.test(word));
  if (same) return same[1];
  return SOUNDS.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word);
}

/**
 * True for keys that are the same but for a slip of the finger in a word, for a space, or for a name that one of
 * them leaves out while two others agree.
 */
export function keysAlike(a: string, b: string): boolean {
  if (a === b || a.replaceAll(' ', '') === b.replaceAll(' ', '')) return true;
  const [few, many] = [a.split(' '), b.split(' ')].sort((x, y) => x.length - y.length) as [
    string[],
    string[],
  ];
  if (few.length < many.length && few.length < 2) return false;
  const left = [...many];
  return few.every((word) => {
    const found = left.findIndex((other) => wordsAlike(word, other));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}

const SHORTEST_WITH_SLIP = 6;
const SHORTEST_WITH_TWO_SLIPS = 10;

function wordsAlike(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  const allowed = shorter < SHORTEST_WITH_SLIP ? 0 : shorter < SHORTEST_WITH_TWO_SLIPS ? 1 : 2;
  if (allowed === 0 || Math.abs(a.length - b.length) > allowed) return false;
  // Saputra is a man and Saputri a woman, perhaps twins.
  const ends = [a.at(-1)!, b.at(-1)!].sort().join('');
  if (ends === 'ai' && a.slice(0, -1) === b.slice(0, -1)) return false;
  return distance(a, b, allowed) <= allowed;
}

/** How many letters have to be changed, added, left out or swapped; anything above `limit` when it is more. */
function distance(a: string, b: string, limit: number): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j - 1]! + differs, last[j]! + 1, row[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

export interface Comparable {
  readonly nameKey: string;
  readonly birthDate: string | undefined;
  readonly phone: string | undefined;
}

/** What two records have in common, in the order in which people are told. */
export type Likeness = 'name' | 'birth-date' | 'phone';

/**
 * Why two records are likely of one person, or nothing. Names alone never are: thousands share one. A phone and a
 * birth date without the name are not either: twins have both. Where both birth dates are known and differ, the
 * same name and phone are a father's and a son's.
 */
export function likenessOf(a: Comparable, b: Comparable): readonly Likeness[] | undefined {
  if (!keysAlike(a.nameKey, b.nameKey)) return undefined;
  const bothDates = a.birthDate !== undefined && b.birthDate !== undefined;
  const sameDate = bothDates && a.birthDate === b.birthDate;
  const samePhone = a.phone !== undefined && a.phone === b.phone;
  if (sameDate) return samePhone ? ['name', 'birth-date', 'phone'] : ['name', 'birth-date'];
  return samePhone && !bothDates ? ['name', 'phone'] : undefined;
}

export interface LikelyPair {
  /** The smaller id. */
  readonly a: number;
  readonly b: number;
  readonly likeness: readonly Likeness[];
}

/** All pairs of records that are likely of one person, by id. Only those that share a day or a phone are compared. */
export function likelyPairs(records: readonly (Comparable & { readonly id: number })[]): LikelyPair[] {
  const groups = new Map<string, (Comparable & { readonly id: number })[]>();
  for (const record of records) {
    for (const shared of [record.birthDate, record.phone]) {
      if (shared === undefined) continue;
      const group = groups.get(shared);
      if (group) group.push(record);
      else groups.set(shared, [record]);
    }
  }
  const pairs = new Map<string, LikelyPair>();
  for (const group of groups.values()) {
    for (const [index, one] of group.entries()) {
      for (const other of group.slice(index + 1)) {
        const likeness = likenessOf(one, other);
        const [a, b] = one.id < other.id ? [one.id, other.id] : [other.id, one.id];
        if (likeness) pairs.set(`${a} ${b}`, { a, b, likeness });
      }
    }
  }
  return [...pairs.values()].sort((x, y) => x.a - y.a || x.b - y.b);
}
