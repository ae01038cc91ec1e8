import { describe, expect, test } from 'vitest';
import { SuiteSummary } from '../contract/summary.ts';
import { observationOf, recordOf, suiteOf, taskNames } from './sample-fixtures.ts';
import { wilson } from './statistics/proportion.ts';
import { SampleRecord } from '../contract/run-record.ts';
import { summarizeSuite } from './summarize-suite.ts';

const fails = { outcome: 'failed', scores: { pass: 0 }, verdict: 'failed' } as const;
const passes = { scores: { pass: 1 } };
const harness = { outcome: 'harness', errorCode: 'HERMES_POOL_WORKER_LOST', verdict: null } as const;

describe('summarizeSuite()', () => {
  test('one yes/no a task gives a Wilson interval over tasks', () => {
    const records = taskNames(20).map((task, index) => recordOf(task, index < 17 ? passes : fails));
    const { metrics, tasks, samples, outcomes } = summarizeSuite(suiteOf(records));
    expect(metrics['pass_at_1']).toEqual({
      value: 0.85,
      ci95: wilson({ successes: 17, n: 20 }),
      n: 20,
      method: 'wilson',
    });
    expect({ tasks, samples }).toEqual({ tasks: 20, samples: 20 });
    expect(outcomes).toMatchObject({ passed: 17, failed: 3, harness: 0, oversized: 0 });
  });

  test('samples of a task are averaged first: n counts tasks, not samples', () => {
    const records = taskNames(10).flatMap((task, index) =>
      [0, 1, 2, 3].map((sample) => recordOf(task, { sample, ...(sample < index % 5 ? passes : fails) })),
    );
    const { metrics } = summarizeSuite(suiteOf(records, { ks: [1, 4] }));
    expect(metrics['pass_at_1']).toMatchObject({ value: 0.5, n: 10, method: 'wilson-conservative' });
    expect(metrics['pass_at_4']).toMatchObject({ value: 0.8, n: 10 });
    expect(metrics['pass_hat_4']).toMatchObject({ value: 0.2, n: 10 });
    expect(metrics['flaky_tasks']).toMatchObject({ value: 0.6, n: 10, method: 'wilson' });
  });

  test('gives the same bits in whatever order samples finished', () => {
    const samples = [0.1, 0.2, 0.3, 0.7, 1e-9];
    const records = samples.map((_, sample) => recordOf('a', { sample, ...passes }));
    const observations = samples.map((wallMs, sample) =>
      observationOf('a', {
        sample,
        completions: [
          {
            role: 'coder',
            worker: 0,
            queueMs: 0,
            firstTokenMs: 0,
            wallMs,
            retries: 0,
            prefill: 7,
            decode: 1,
          },
        ],
      }),
    );
    const orders = [records, records.toReversed(), [2, 0, 4, 1, 3].map((index) => records[index]!)];
    const rates = orders.map((order) => summarizeSuite(suiteOf(order, { observations })).metrics);
    expect(new Set(rates.map((metrics) => metrics['tokens_per_second']?.value)).size).toBe(1);
  });

  test('a harness fault is no zero score: left out of the rate, counted, and shown in a second rate', () => {
    const records = [
      ...taskNames(8).map((task) => recordOf(task, passes)),
      recordOf('x1', fails),
      recordOf('x2', harness),
    ];
    const { metrics, outcomes } = summarizeSuite(suiteOf(records));
    expect(metrics['pass_at_1']).toMatchObject({ value: 8 / 9, n: 9 });
    expect(metrics['pass_at_1_with_harness_errors']).toMatchObject({ value: 0.8, n: 10 });
    expect(outcomes.harness).toBe(1);
  });

  test('a task that lost some samples to the harness keeps the others, and is out of pass@k when too few are left', () => {
    const records = [
      recordOf('a', { sample: 0, ...passes }),
      recordOf('a', { sample: 1, ...harness }),
      recordOf('b', { sample: 0, ...passes }),
      recordOf('b', { sample: 1, ...fails }),
    ];
    const { metrics } = summarizeSuite(suiteOf(records, { ks: [2] }));
    expect(metrics['pass_at_1']).toMatchObject({ value: 0.75, n: 2 });
    expect(metrics['pass_at_2']).toMatchObject({ value: 1, n: 1 });
    expect(metrics['pass_at_1_with_harness_errors']).toMatchObject({ value: 0.5, n: 2 });
  });

  test('agent, timeout, memory and oversized outcomes without a score count as not passed', () => {
    const records = (['passed', 'agent', 'timeout', 'memory', 'oversized'] as const).map((outcome) =>
      recordOf(outcome, { outcome }),
    );
    expect(summarizeSuite(suiteOf(records)).metrics['pass_at_1']).toMatchObject({ value: 0.2, n: 5 });
  });

  test('who answers what it can solve, and sends too much for everything else, has not solved everything', () => {
    const records = taskNames(20).map((task, index) =>
      recordOf(task, index < 2 ? passes : { outcome: 'oversized', scores: {}, verdict: null }),
    );
    const gates = [{ metric: 'pass_at_1', threshold: 0.9, direction: 'atLeast' as const }];
    const summary = summarizeSuite(suiteOf(records, { gates }));
    expect(summary.metrics['pass_at_1']).toMatchObject({ value: 0.1, n: 20 });
    expect(summary.gates[0]).toMatchObject({ ok: false, coverage: 1 });
  });

  test.each([
    [undefined, 0.95, false],
    [0.9, 0.9, true],
    [0, 0, true],
  ])('a gate with coverage %s over 18 of 20 samples needs %d: met %s', (coverage, leastCoverage, ok) => {
    const records = taskNames(20).map((task, index) => recordOf(task, index < 18 ? passes : harness));
    const gate = { metric: 'pass_at_1', threshold: 1, direction: 'atLeast' as const, coverage };
    const [result] = summarizeSuite(suiteOf(records, { gates: [gate] })).gates;
    expect(result).toMatchObject({ value: 1, coverage: 0.9, leastCoverage, ok });
  });

  test('an empty suite has null metrics, misses every gate and holds no NaN', () => {
    const gates = [{ metric: 'pass_at_1', threshold: 0, direction: 'atLeast' as const }];
    for (const pipeline of ['planner', 'coder', 'tester', 'full'] as const) {
      const summary = summarizeSuite(suiteOf([], { pipeline, gates }));
      expect(summary.gates).toEqual([
        { ...gates[0], value: null, coverage: 0, leastCoverage: 0.95, ok: false },
      ]);
      expect(SuiteSummary.parse(summary)).toEqual(summary);
      for (const metric of Object.values(summary.metrics))
        expect(metric).toMatchObject({ value: null, ci95: null });
    }
  });

  test.each([
    ['atLeast', 0.5, true],
    ['atLeast', 0.51, false],
    ['atMost', 0.5, true],
    ['atMost', 0.49, false],
  ] as const)('a gate %s %d on 0.5 is met: %s', (direction, threshold, ok) => {
    const records = [recordOf('a', passes), recordOf('b', fails)];
    const gates = [{ metric: 'pass_at_1', threshold, direction }];
    expect(summarizeSuite(suiteOf(records, { gates })).gates[0]).toMatchObject({ ok, value: 0.5 });
  });

  test('a gate on a metric that does not exist is missed', () => {
    const gates = [{ metric: 'pas_at_1', threshold: 0, direction: 'atLeast' as const }];
    expect(summarizeSuite(suiteOf([recordOf('a', passes)], { gates })).gates[0]?.ok).toBe(false);
  });

  test('averaged scores of many tasks use t, clamped to 0..1', () => {
    const records = taskNames(400).map((task, index) =>
      recordOf(task, { scores: { assertions_hold: (index % 3) / 2 } }),
    );
    const { metrics } = summarizeSuite(suiteOf(records, { pipeline: 'tester' }));
    expect(metrics['assertions_hold']?.method).toBe('t');
  });
});

describe('pipelines', () => {
  test('planner: the effect of a plan is paired and may be negative', () => {
    const records = taskNames(50).map((task, index) =>
      recordOf(task, {
        scores: {
          plan_exact: Number(index % 2 === 0),
          plan_steps_f1: 0.75,
          pass_with_plan: Number(index % 10 !== 0),
          pass_without_plan: 1,
        },
      }),
    );
    const { metrics } = summarizeSuite(suiteOf(records, { pipeline: 'planner' }));
    expect(metrics['plan_exact']).toMatchObject({ value: 0.5, n: 50, method: 'wilson' });
    expect(metrics['plan_effect']).toMatchObject({ value: -0.1, n: 50, method: 't-paired' });
    expect(metrics['plan_effect']?.ci95?.[1]).toBeLessThan(0);
    expect(metrics['pass_at_1']).toBeUndefined();
  });

  test('planner: a plan that changes nothing in 50 tasks still leaves room for a change', () => {
    const records = taskNames(50).map((task) =>
      recordOf(task, { scores: { pass_with_plan: 1, pass_without_plan: 1 } }),
    );
    const effect = summarizeSuite(suiteOf(records, { pipeline: 'planner' })).metrics['plan_effect'];
    expect(effect).toMatchObject({ value: 0, n: 50 });
    expect(effect?.ci95?.[1]).toBeCloseTo(1 - 0.025 ** (1 / 50), 12);
  });

  test('tester: what could not be measured is left out, what the tester failed to give is 0', () => {
    const records = [
      recordOf('a', {
        scores: { assertions_hold: 1, mutants_killed: 0.5 },
        counts: { mutants_total: 4, mutants_killed: 2 },
      }),
      recordOf('b', { scores: { assertions_hold: 0, mutants_killed: null }, counts: { mutants_total: 0 } }),
      recordOf('c', { outcome: 'agent', scores: {} }),
    ];
    const { metrics, counts } = summarizeSuite(suiteOf(records, { pipeline: 'tester' }));
    expect(metrics['assertions_hold']).toMatchObject({ value: 1 / 3, n: 3 });
    expect(metrics['mutants_killed']).toMatchObject({ value: 0.25, n: 2 });
    expect(counts).toMatchObject({ mutants_total: 4, mutants_killed: 2 });
  });

  test('full: balanced accuracy weighs right and wrong programs alike, and is null when one kind never occurred', () => {
    const cell = (name: 'tp' | 'fp' | 'tn' | 'fn') => ({
      scores: {
        pass: Number(name === 'tp' || name === 'fn'),
        agreement: Number(name === 'tp' || name === 'tn'),
      },
      counts: { tp: 0, fp: 0, tn: 0, fn: 0, [name]: 1 },
    });
    const cells = [...Array<'tp'>(90).fill('tp'), ...Array<'fp'>(10).fill('fp')];
    const biased = summarizeSuite(
      suiteOf(
        cells.map((name, index) => recordOf(`t${index}`, cell(name))),
        { pipeline: 'full' },
      ),
    );
    expect(biased.metrics['agreement']?.value).toBeCloseTo(0.9);
    expect(biased.metrics['balanced_accuracy']).toMatchObject({ value: 0.5, n: 100, method: 'mover-wilson' });
    expect(biased.counts).toMatchObject({ tp: 90, fp: 10 });
    const onlyRight = summarizeSuite(suiteOf([recordOf('a', cell('tp'))], { pipeline: 'full' }));
    expect(onlyRight.metrics['balanced_accuracy']).toMatchObject({ value: null, ci95: null });
  });

  test('a score of another version is kept when a record is read, and averaged with an interval', () => {
    const read = SampleRecord.parse({ ...recordOf('a'), scores: { pass: 1, elegance: 0.25 } });
    const { metrics } = summarizeSuite(suiteOf([read]));
    expect(metrics['elegance']).toMatchObject({ value: 0.25, n: 1 });
    expect(metrics['elegance']?.ci95).not.toBeNull();
  });
});

describe('quantities', () => {
  const hop = (bytes: number) => ({ from: 'host', to: 'coder', actType: 'REQUEST', bytes });

  test('bytes per solve divides all bytes by passed tasks, and is null when none passed', () => {
    const records = [recordOf('a', passes), recordOf('b', fails)];
    const observations = records.map(({ task }) => observationOf(task, { hops: [hop(100), hop(50)] }));
    const { metrics } = summarizeSuite(suiteOf(records, { observations }));
    expect(metrics['bytes_per_solve']).toMatchObject({ value: 300, n: 2 });
    const none = summarizeSuite(suiteOf(records.slice(1), { observations }));
    expect(none.metrics['bytes_per_solve']?.value).toBeNull();
    expect(summarizeSuite(suiteOf(records)).metrics['bytes_per_solve']?.value).toBeNull();
  });

  test('latency percentiles are nearest rank and carry a bootstrap interval that holds them', () => {
    const tasks = taskNames(40);
    const observations = tasks.map((task, index) =>
      observationOf(task, { wallMs: index + 1, messagePathMs: [1, 2] }),
    );
    const { metrics } = summarizeSuite(
      suiteOf(
        tasks.map((task) => recordOf(task, passes)),
        { observations },
      ),
    );
    expect(metrics['e2e_latency_ms_p50']).toMatchObject({ value: 20, n: 40, method: 'bootstrap-task' });
    expect(metrics['e2e_latency_ms_p95']?.value).toBe(38);
    const [low, high] = metrics['e2e_latency_ms_p50']?.ci95 ?? [0, 0];
    expect(low).toBeGreaterThan(8);
    expect(low).toBeLessThan(20);
    expect(high).toBeGreaterThan(20);
    expect(high).toBeLessThan(32);
    expect(metrics['message_path_ms_p95']?.value).toBe(2);
    expect(metrics['mcp_deref_ms_p95']?.value).toBeNull();
  });

  test('tokens per second counts time in the worker, memory is in MB', () => {
    const completion = {
      worker: 0,
      queueMs: 50,
      firstTokenMs: 10,
      wallMs: 100,
      retries: 0,
      role: 'coder' as const,
    };
    const observations = [observationOf('a', { completions: [{ ...completion, prefill: 150, decode: 50 }] })];
    const resources = { processMemoryMiB: 100, deviceUtilization: null };
    const { metrics } = summarizeSuite(suiteOf([recordOf('a', passes)], { observations, resources }));
    expect(metrics['tokens_per_second']?.value).toBe(2000);
    expect(metrics['process_memory_mb']?.value).toBeCloseTo(104.8576);
    expect(metrics['device_utilization']?.value).toBeNull();
  });

  test('the same input gives the same numbers in whatever order samples finished', () => {
    const tasks = taskNames(30);
    const records = tasks.map((task, index) => recordOf(task, index % 3 === 0 ? fails : passes));
    const observations = tasks.map((task, index) => observationOf(task, { wallMs: (index * 37) % 101 }));
    const one = summarizeSuite(suiteOf(records, { observations }));
    const other = summarizeSuite(suiteOf(records.toReversed(), { observations: observations.toReversed() }));
    expect(other).toEqual(one);
  });
});
