import { defineConfig } from 'vitest/config';

// Two projects: `quick` runs in every check; `full` adds what needs pcscd, child processes or minutes.
// A slow test says so in its file name: NAME.full.test.ts.
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
        },
      },
      {
        test: {
          name: 'full',
          include: ['packages/*/test/**/*.full.test.ts', 'tools/test/**/*.full.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
