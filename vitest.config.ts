import { defineConfig } from 'vitest/config';

const slowKinds = ['acceptance', 'soak'].filter((kind) => process.argv.includes(kind));

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{harness,sandbox,reports}/**/*.test.ts'],
          exclude: ['**/*.{acceptance,soak}.test.ts'],
          testTimeout: 30_000,
        },
      },
      ...slowKinds.map((kind) => ({
        test: {
          name: kind,
          include: [`{harness,sandbox,reports}/**/*.${kind}.test.ts`],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      })),
    ],
  },
});
