import { defineConfig } from 'vitest/config';

// Slow kinds of tests take part only when they are asked for: vitest run --project acceptance.
const slowKinds = ['acceptance', 'soak'].filter((kind) => process.argv.some((word) => word.endsWith(kind)));

export default defineConfig({
  test: {
    // Suite files wait for the run host most of the time; they must not hold up unit tests meanwhile.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{harness,sandbox,reports}/**/*.test.ts'],
          exclude: ['**/*.{acceptance,soak}.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'suites',
          include: ['suites/**/*.eval.ts'],
          globalSetup: ['harness/launcher/vitest-global-setup.ts'],
          setupFiles: ['harness/launcher/vitest-setup.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
        },
      },
      ...slowKinds.map((kind) => ({
        test: {
          name: kind,
          include: [`{harness,sandbox,reports}/**/*.${kind}.test.ts`],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      })),
    ],
  },
});
