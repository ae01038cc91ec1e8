import { expect, test } from 'vitest';
import type { BenchReport } from './bench-result.ts';
import { findRegressions } from './compare-benches.ts';

const reportOf = (ratio: number, better: 'higher' | 'lower', spread = 0): BenchReport => ({
  schemaVersion: 1,
  environment: { node: '24', platform: 'linux', arch: 'x64', cpu: 'x', cores: 2, freeCores: 2 },
  samples: [],
  results: [
    {
      name: 'a',
      value: ratio,
      unit: '1/s',
      baseline: 'b',
      baselineValue: 1,
      ratio,
      better,
      lowestRatio: ratio - spread,
      highestRatio: ratio + spread,
      repetitions: 3,
    },
  ],
  failed: [],
});

test('a ratio within the noise of the baseline is no regression', () => {
  expect(findRegressions(reportOf(8.5, 'higher'), reportOf(10, 'higher'))).toEqual([]);
  expect(findRegressions(reportOf(1.15, 'lower'), reportOf(1, 'lower'))).toEqual([]);
});

test('a ratio beyond it is, in the direction that is worse only', () => {
  expect(findRegressions(reportOf(7, 'higher'), reportOf(10, 'higher'))).toMatchObject([
    { name: 'a', limit: 8 },
  ]);
  expect(findRegressions(reportOf(1.3, 'lower'), reportOf(1, 'lower'))).toHaveLength(1);
  expect(findRegressions(reportOf(20, 'higher'), reportOf(10, 'higher'))).toEqual([]);
});

test('a noisy baseline allows more', () => {
  expect(findRegressions(reportOf(7, 'higher'), reportOf(10, 'higher', 2))).toEqual([]);
});

test('a benchmark that is missing is a regression', () => {
  expect(findRegressions({ ...reportOf(1, 'lower'), results: [] }, reportOf(1, 'lower'))).toHaveLength(1);
});
