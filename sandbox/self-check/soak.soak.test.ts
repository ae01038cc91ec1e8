import { expect, test } from 'vitest';
import { soak } from './soak.fixture.ts';

/** By hand: `npx vitest run --project soak sandbox/soak`. The figures go into docs/sandbox.md. */
test('10,000 mixed programs leave nothing behind', { timeout: 3_600_000 }, async () => {
  const report = await soak(10_000);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  expect(report).toMatchObject({ wrong: [], zombies: 0, children: 0 });
  expect(report.descriptors.after).toBeLessThanOrEqual(report.descriptors.before);
  expect(report.memoryMiB.after).toBeLessThanOrEqual(report.memoryMiB.before * 1.05);
});
