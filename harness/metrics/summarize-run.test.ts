import { expect, test } from 'vitest';
import { RunSummary } from '../contract/summary.ts';
import { observationOf, recordOf, suiteOf, taskNames } from './sample-fixtures.ts';
import type { SuiteInput } from './suite-input.ts';
import { summarizeRun } from './summarize-run.ts';

const tasks = taskNames(30);

function armOf(arm: 'A' | 'C' | 'PM', bytes: number, oversized: string[] = []): SuiteInput {
  const records = tasks.map((task, index) =>
    recordOf(task, {
      arm,
      outcome: oversized.includes(task) ? 'oversized' : index % 5 === 0 ? 'failed' : 'passed',
      scores: { pass: Number(index % 5 !== 0) },
    }),
  );
  const observations = tasks.map((task, index) =>
    observationOf(task, {
      arm,
      hops: [{ from: 'host', to: 'coder', actType: 'REQUEST', bytes: bytes + index }],
      wallMs: 10 + (index % 7),
    }),
  );
  return suiteOf(records, { arm, observations });
}

test('arms are compared pairwise and paired by task, with intervals', () => {
  const summary = summarizeRun({
    suites: [armOf('PM', 100), armOf('A', 400), armOf('C', 200)],
    wallMs: 1000,
  });
  expect(RunSummary.parse(summary)).toEqual(summary);
  const arms = summary.arms ?? [];
  expect(arms.map(({ first, second }) => `${first}-${second}`)).toEqual(['A-C', 'A-PM', 'C-PM']);
  const bytes = arms[1]?.metrics['message_bytes'];
  expect(bytes).toMatchObject({ n: 30, difference: 300 });
  expect(bytes?.ratio).toBeCloseTo(114.5 / 414.5);
  expect(bytes?.ratioCi95?.[0]).toBeLessThan(114.5 / 414.5);
  const pass = arms[0]?.metrics['pass_at_1'];
  expect(pass).toMatchObject({ difference: 0, first: 0.8, second: 0.8 });
  expect(pass?.ci95?.[1]).toBeGreaterThan(0);
  expect(arms[0]?.differentOutcomes).toEqual([]);
  expect(summary.throughput.tokensPerSecond).toBe(30 * 3 * 120);
});

test('a pair oversized in one arm is left out where arms are compared, and not passed in that arm', () => {
  const suites = [armOf('A', 400, ['t0001', 't0002']), armOf('PM', 100)];
  const summary = summarizeRun({ suites, wallMs: 0 });
  for (const suite of summary.suites) expect(suite.metrics['pass_at_1']).toMatchObject({ n: 30 });
  expect(summary.suites[0]?.outcomes.oversized).toBe(2);
  expect(summary.arms?.[0]).toMatchObject({ pairs: 28, leftOut: 2, differentOutcomes: [] });
  expect(summary.throughput.tokensPerSecond).toBeNull();
});

test('an outcome that differs between arms is listed', () => {
  const other = armOf('PM', 100);
  const changed = other.records.map((record) =>
    record.task === 't0003' ? { ...record, outcome: 'failed' as const, scores: { pass: 0 } } : record,
  );
  const summary = summarizeRun({ suites: [armOf('A', 400), { ...other, records: changed }], wallMs: 1 });
  expect(summary.arms?.[0]?.differentOutcomes).toEqual([
    { task: 't0003', sample: 0, first: 'passed', second: 'failed' },
  ]);
  expect(summary.arms?.[0]?.mcNemar).toMatchObject({ b: 1, c: 0 });
});

test('one arm needs no comparison, no suite is an empty run', () => {
  expect(summarizeRun({ suites: [armOf('PM', 100)], wallMs: 1 }).arms).toBeUndefined();
  expect(summarizeRun({ suites: [], wallMs: 0 })).toEqual({
    schemaVersion: 1,
    suites: [],
    throughput: { tokensPerSecond: null, wallMs: 0 },
  });
});
