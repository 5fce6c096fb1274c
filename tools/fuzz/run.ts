/**
 * Runs hostile bytes through every decoder.
 *
 *     node tools/fuzz/run.ts [--seed S] [--runs N] [--only NAME]
 *
 * A decoder that is dear gets fewer runs (`cost`). A line for each on standard output; what fails is printed with the
 * seed and path that repeat it, and the bytes in hexadecimal. Exit status 1 when anything did.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { isKartuError } from '../../packages/card-core/src/index.ts';
import { DECODERS, type Decoder } from './decoders.ts';
import { hostileBytes } from './mutate.ts';

/** A value, or a KartuError that is not a fault of ours. */
export async function decodesOrRefuses(decoder: Decoder, bytes: Uint8Array): Promise<void> {
  try {
    await decoder.decode(bytes);
  } catch (error) {
    if (!isKartuError(error) || error.code === 'internal-error') throw error;
  }
}

/** Throws fast-check's report of the smallest input that was too much. */
export async function fuzzDecoder(decoder: Decoder, options: { seed: number; runs: number }): Promise<void> {
  const numRuns = Math.max(10, Math.round(options.runs / (decoder.cost ?? 1)));
  const property = fc.asyncProperty(hostileBytes(decoder.corpus()), (bytes) =>
    decodesOrRefuses(decoder, bytes),
  );
  await fc.assert(property, { seed: options.seed, numRuns });
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seed: { type: 'string' }, runs: { type: 'string' }, only: { type: 'string' } },
  });
  const options = { seed: Number(values.seed ?? Date.now() % 1e9), runs: Number(values.runs ?? 10_000) };
  for (const decoder of DECODERS.filter(({ name }) => values.only === undefined || name === values.only)) {
    const before = performance.now();
    try {
      await fuzzDecoder(decoder, options);
      const ms = Math.round(performance.now() - before);
      process.stdout.write(`ok ${decoder.name} (${ms} ms)\n`);
    } catch (error) {
      process.exitCode = 1;
      process.stdout.write(`FAILED ${decoder.name}: ${String((error as Error).stack).slice(0, 4000)}\n`);
      process.stdout.write(
        `${String(((error as Error).cause as Error | undefined)?.stack).slice(0, 1500)}\n`,
      );
    }
  }
  process.stdout.write(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) await main(process.argv.slice(2));
