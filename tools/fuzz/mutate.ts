import fc from 'fast-check';

/**
 * Hostile bytes: random ones, and valid items that were damaged as storage, wires and people damage them. Items of
 * text are also damaged token by token, so that what comes out is still well-formed and only its content is hostile.
 */

/** What stands in place of a number, a string or a word of a text. */
const TOKENS = [
  '0',
  '-1',
  '1.5',
  '1e309',
  '-0',
  '4294967296',
  '9007199254740993',
  '"1"',
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"__proto__"',
  '"../../etc"',
  '"99999-99-99T99:99:99Z"',
  'undefined',
  '＋１',
  '١٢٣',
  '='.repeat(3),
  `${'['.repeat(5000)}`,
  `"${'A'.repeat(100_000)}"`,
] as const;
const TOKEN = /-?\d[\d.]*|"(?:[^"\\]|\\.)*"|\btrue\b|\bfalse\b|\bnull\b|[A-Za-z_]+/g;
const BYTES = [0x00, 0xff, 0x7f, 0x80, 0x0a, 0x22, 0x2c, 0x30] as const;

type Mutation = (
  bytes: Uint8Array,
  pick: (below: number) => number,
  others: readonly Uint8Array[],
) => Uint8Array;

const cut = (bytes: Uint8Array, from: number, to: number, between: Uint8Array = new Uint8Array()) =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]));

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flip(bytes, pick) {
    const changed = Uint8Array.from(bytes);
    if (changed.length > 0) changed[pick(changed.length)]! ^= 1 << pick(8);
    return changed;
  },
  set(bytes, pick) {
    const changed = Uint8Array.from(bytes);
    if (changed.length > 0) changed[pick(changed.length)] = BYTES[pick(BYTES.length)]!;
    return changed;
  },
  truncate: (bytes, pick) => bytes.slice(0, pick(bytes.length + 1)),
  insert(bytes, pick) {
    const at = pick(bytes.length + 1);
    return cut(
      bytes,
      at,
      at,
      Uint8Array.from({ length: 1 + pick(8) }, () => pick(256)),
    );
  },
  remove(bytes, pick) {
    const from = pick(bytes.length + 1);
    return cut(bytes, from, from + pick(Math.min(64, bytes.length - from) + 1));
  },
  /** A part of it once more, up to some thousand times. */
  repeat(bytes, pick) {
    const from = pick(bytes.length + 1);
    const part = bytes.subarray(from, from + 1 + pick(32));
    const times = 1 + pick(2000);
    return cut(bytes, from, from, new Uint8Array(Buffer.concat(Array.from({ length: times }, () => part))));
  },
  /** The beginning of one item and the end of another. */
  splice(bytes, pick, others) {
    const other = others[pick(others.length)]!;
    return new Uint8Array(
      Buffer.concat([bytes.subarray(0, pick(bytes.length + 1)), other.subarray(pick(other.length + 1))]),
    );
  },
  token(bytes, pick) {
    const text = Buffer.from(bytes).toString('latin1');
    const places = [...text.matchAll(TOKEN)];
    const place = places[pick(places.length || 1)];
    if (!place) return bytes;
    const token = Buffer.from(TOKENS[pick(TOKENS.length)]!);
    return cut(bytes, place.index, place.index + place[0].length, new Uint8Array(token));
  },
};

const NAMES = Object.keys(MUTATIONS);

/** Steps of one damage, as fast-check shrinks them: fewer steps, smaller picks. */
const steps = fc.array(
  fc.record({
    mutation: fc.constantFrom(...NAMES),
    picks: fc.array(fc.nat(0xff_ffff), { minLength: 3, maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 4 },
);

function damaged(
  item: Uint8Array,
  how: readonly { readonly mutation: string; readonly picks: readonly number[] }[],
  corpus: readonly Uint8Array[],
): Uint8Array {
  return how.reduce((bytes, { mutation, picks }) => {
    let next = 0;
    const pick = (below: number) => picks[next++ % picks.length]! % Math.max(1, below);
    return MUTATIONS[mutation]!(bytes, pick, corpus);
  }, item);
}

/** One in eight is random from end to end; the others are items of the corpus, damaged. */
export function hostileBytes(corpus: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    {
      weight: 7,
      arbitrary: fc.tuple(fc.constantFrom(...corpus), steps).map(([item, how]) => damaged(item, how, corpus)),
    },
  );
}
