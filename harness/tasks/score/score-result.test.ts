import { describe, expect, test } from 'vitest';
import type { ResultLine } from './result-line.ts';
import { countOutcomes, passMetrics, scoreExitCode, type ScoreResult } from './score-result.ts';
import { scoreProgressText, scoreText } from './score-text.ts';

function lines(...outcomes: [string, ResultLine['outcome']][]): ResultLine[] {
  return outcomes.map(([task_id, outcome], index) => ({
    task_id,
    line: index + 1,
    sample: 0,
    passed: outcome === 'passed',
    outcome,
    cause: outcome,
    status: null,
    assertions: null,
    trust: null,
    tainted: false,
    wallMs: null,
    cpuMs: null,
    peakMemoryMiB: null,
    errorCode: null,
    digest: '0'.repeat(64),
  }));
}

const mixed = lines(
  ['a', 'passed'],
  ['a', 'failed'],
  ['a', 'timeout'],
  ['b', 'passed'],
  ['b', 'passed'],
  ['c', 'agent'],
  ['c', 'harness'],
);

describe('pass@k of scored samples', () => {
  test('averages the unbiased estimate over tasks and leaves our own faults out', () => {
    const metrics = passMetrics(mixed, [1, 2]);
    expect(metrics['pass_at_1']).toMatchObject({ value: (1 / 3 + 1 + 0) / 3, n: 3 });
    expect(metrics['pass_at_2']).toMatchObject({ value: (2 / 3 + 1) / 2, n: 2 });
  });

  test('stands beside the rate with our faults as failures', () => {
    const faults = lines(['a', 'passed'], ['b', 'harness'], ['c', 'passed']);
    const metrics = passMetrics(faults, [1]);
    expect(metrics['pass_at_1']).toMatchObject({ value: 1, n: 2 });
    expect(metrics['pass_at_1_with_harness_errors']).toMatchObject({ value: 2 / 3, n: 3 });
  });

  test('has an interval for every rate and none where nothing was judged', () => {
    expect(passMetrics(mixed, [1])['pass_at_1']?.ci95).toEqual([expect.any(Number), expect.any(Number)]);
    expect(passMetrics(lines(['a', 'harness']), [1])['pass_at_1']).toMatchObject({
      value: null,
      ci95: null,
      n: 0,
    });
  });

  test('comes with a count of every outcome class', () => {
    expect(countOutcomes(mixed)).toEqual({
      passed: 3,
      failed: 1,
      agent: 1,
      timeout: 1,
      memory: 0,
      harness: 1,
    });
  });
});

const result: ScoreResult = {
  tasks: { path: 't.jsonl', sha256: 'ab'.repeat(32), format: 'humanevalx', count: 4 },
  samples: { path: 's.jsonl', sha256: 'cd'.repeat(32), count: 7, kept: 2 },
  resultsPath: 's.jsonl_results.jsonl',
  metrics: { pass_at_1: { value: 0.5, ci95: [0.25, 0.75], n: 3, method: 'wilson' } },
  outcomes: countOutcomes(mixed),
  tasksWithoutSamples: ['d'],
  lowerTrust: 0,
  failures: [{ taskId: 'c', line: 7, outcome: 'harness', cause: 'no process' }],
  sandbox: null,
};

test('a scoring as text names what was scored, every rate with its interval, and what was left out', () => {
  expect(scoreText(result)).toBe(
    [
      'tasks     t.jsonl: 4 (HumanEval-X JavaScript, sha256 abababababab)',
      'samples   s.jsonl: 7, 2 of them scored earlier',
      '          1 of 4 tasks have none and count nowhere: d',
      'pass@1  0.500  95 % [0.250, 0.750] wilson  n = 3 tasks',
      'outcomes  passed 3 · failed 1 · agent 1 · timeout 1 · memory 0 · harness 1',
      'results   s.jsonl_results.jsonl',
      '  c  harness  no process',
      '1 samples could not be judged: run again to try only those.',
    ].join('\n'),
  );
});

test('progress says how far it is and what came out so far', () => {
  expect(scoreProgressText({ done: 7, total: 9, kept: 2, outcomes: countOutcomes(mixed) })).toBe(
    '7/9 (2 earlier)  passed 3 · failed 1 · agent 1 · timeout 1 · harness 1',
  );
});

test('the exit code tells our faults from failing references and from failing samples', () => {
  const fine = { ...result, outcomes: { ...result.outcomes, harness: 0 }, failures: [] };
  const canonical = { ...fine, samples: { ...fine.samples, path: null } };
  const failing = {
    ...canonical,
    failures: [{ taskId: 'a', line: 1, outcome: 'failed' as const, cause: '' }],
  };
  expect([result, fine, canonical, failing].map(scoreExitCode)).toEqual([3, 0, 0, 1]);
});
