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
