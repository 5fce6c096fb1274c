import { defineConfig } from 'vitest/config';

const FULL = ['packages/*/test/**/*.full.test.ts', 'tools/test/**/*.full.test.ts'];
const PCSC = '**/*pcsc.full.test.ts';

// Three projects, one after the other: `quick` runs in every check; `full` adds what needs child processes, a browser or
// minutes; `pcsc` what needs a daemon of its own, of which a machine bears one at a time.
// A slow test says so in its file name: NAME.full.test.ts, or NAMEpcsc.full.test.ts.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'quick',
          include: ['packages/*/test/**/*.test.ts', 'tools/test/**/*.test.ts'],
          exclude: ['**/*.full.test.ts'],
          testTimeout: 20_000,
          // One worker for many files: modules are loaded, and test organisations made, once in each. It halves the time.
          isolate: false,
          // Vitest leaves a core free; with two cores that is half of them.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'full',
          include: FULL,
          exclude: [PCSC, '**/node_modules/**'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'pcsc',
          include: [PCSC],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
