import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusFiles, FUZZ_FIXTURES } from '../fuzz/corpus.ts';
import { DECODERS } from '../fuzz/decoders.ts';
import { decodesOrRefuses, fuzzDecoder } from '../fuzz/run.ts';

const SEED = Number(process.env.KARTU_TEST_SEED ?? 20_261_121);
/** Of the cheapest decoder; fuzz.full.test.ts does many more. */
const RUNS = 120;

describe.each(DECODERS)('$name', (decoder) => {
  it('is read from valid items', async () => {
    const corpus = decoder.corpus();
    expect(corpus.length).toBeGreaterThan(0);
    for (const item of corpus) await decodesOrRefuses(decoder, item);
    // The first is one that nothing is wrong with; what was found once is refused, if no more than that.
    await decoder.decode(corpus[0]!);
  });

  it(`takes any bytes or refuses them (seed ${SEED})`, () =>
    fuzzDecoder(decoder, { seed: SEED, runs: RUNS }));
});

it('a fault in a decoder is found, and told with the seed that repeats it', async () => {
  const faulty = {
    name: 'faulty',
    corpus: () => [Uint8Array.of(1, 2, 3, 4)],
    decode(bytes: Uint8Array) {
      if (bytes.length > 4) throw new RangeError('past the end');
    },
  };
  await expect(fuzzDecoder(faulty, { seed: SEED, runs: 200 })).rejects.toThrow(`seed: ${SEED}`);
});

it('the corpus is what tools/fuzz/corpus.ts makes', () => {
  for (const [name, content] of corpusFiles()) {
    // How deflate packs is zlib's own business, and changes with it.
    if (name.endsWith('.xlsx')) continue;
    expect([name, readFileSync(join(FUZZ_FIXTURES, name)).equals(content)]).toEqual([name, true]);
  }
});
