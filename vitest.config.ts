import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { hermes } from './harness/vitest.ts';

// Slow kinds of tests take part only when they are asked for: vitest run --project acceptance.
const slowKinds = ['acceptance', 'soak'].filter((kind) => process.argv.some((word) => word.endsWith(kind)));

export default defineConfig({
  plugins: [hermes({ name: 'suites' })],
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{harness,sandbox,reports}/**/*.test.ts'],
          exclude: ['**/*.{acceptance,soak}.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Tests leave their process as they found it, so files share it: importing everything again for each file costs more than the tests. Vitest would
          // start one worker on two cores.
          isolate: false,
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      ...slowKinds.map((kind) => ({
        test: {
          name: kind,
          include: [`{harness,sandbox,reports}/**/*.${kind}.test.ts`],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          // Half of each file is waiting for processes that start and end.
          maxWorkers: kind === 'acceptance' ? 2 : 1,
        },
      })),
    ],
  },
});
