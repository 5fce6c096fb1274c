import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DECODERS } from '../fuzz/decoders.ts';

const RUN = fileURLToPath(new URL('../fuzz/run.ts', import.meta.url));
const SEED = Number(process.env.KARTU_TEST_SEED ?? Math.floor(Math.random() * 1e9));
const RUNS = 4_000;
/** A decoder that has not come back by then never will. */
const SILENCE_MS = 60_000;
const HEAP_MB = 300;

/** In a process of its own: it may use so much memory and no more, and is ended when nothing comes of it. */
it(`many hostile bytes: no decoder throws, hangs or fills the memory (seed ${SEED})`, async () => {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, RUN, '--seed', String(SEED), '--runs', String(RUNS)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [stdout, stderr] = ['', ''];
  let silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    clearTimeout(silence);
    silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(silence);

  const lines = stdout.split('\n').filter((line) => line !== '');
  const done = lines
    .filter((line) => line.startsWith('ok '))
    .map((line) => line.slice(3).replace(/ \(.*/, ''));
  // The first that is missing is the one that failed, hung or filled the memory.
  expect({ done, stderr }, stdout).toEqual({ done: DECODERS.map(({ name }) => name), stderr: '' });
  expect(status).toBe(0);
  // With buffers beside the heap; a zip bomb or a table up to the last corner of a sheet is far past it.
  const peakMb = Number(/^peak (\d+) MB$/m.exec(stdout)![1]);
  expect(peakMb).toBeLessThan(1_000);
});
