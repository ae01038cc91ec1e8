import { expect, test } from 'vitest';
import { benchAnchorDeref } from '../anchors/deref.bench.ts';
import { benchArmBytes } from './arm-bytes.bench.ts';
import { benchMessagePath } from './message-path.bench.ts';

test.each([
  ['message path', async () => await benchMessagePath({ calls: 10 }), 12],
  ['anchor dereference', async () => await benchAnchorDeref({ reads: 20 }), 6],
  ['bytes of the arms', async () => await benchArmBytes({ acts: 20 }), 4],
] as const)('the bench of the %s gives every figure beside its baseline', async (_name, bench, count) => {
  const rows = await bench();
  expect(new Set(rows.map(({ name }) => name)).size).toBe(count);
  for (const { name, value, baselineValue, ratio } of rows) {
    expect(value, name).toBeGreaterThan(0);
    expect(ratio, name).toBeCloseTo(value / baselineValue);
  }
});

test('large logs and patches are where anchors pay, and no arm costs more than the one before it', async () => {
  const rows = new Map((await benchArmBytes()).map(({ name, ratio }) => [name, ratio]));
  const ratio = (name: string) => rows.get(name) ?? Number.NaN;
  expect(ratio('bytes_C_ordinary_acts')).toBeLessThan(1);
  expect(ratio('bytes_PM_ordinary_acts')).toBeLessThanOrEqual(ratio('bytes_C_ordinary_acts'));
  expect(ratio('bytes_C_large_logs_and_patches')).toBeLessThan(1);
  expect(ratio('bytes_PM_large_logs_and_patches')).toBeLessThan(0.1);
});
