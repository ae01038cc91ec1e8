import { relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { ScoreResult } from './score-result.ts';
import { scoreProgressText, scoreText } from './score-text.ts';

const outcomes = { passed: 3, failed: 1, agent: 1, timeout: 1, memory: 0, harness: 1, oversized: 0 };

const result: ScoreResult = {
  runId: 'r',
  runDir: resolve('hermes-runs/r'),
  runDigest: 'ef'.repeat(32),
  resultsDigest: '01'.repeat(32),
  determinismClass: 'D1',
  ending: { exitCode: 3, reason: 'the harness failed on 1 of 7 samples' },
  tasks: { path: 't.jsonl', sha256: 'ab'.repeat(32), format: 'humanevalx', count: 4 },
  samples: { path: 's.jsonl', sha256: 'cd'.repeat(32), count: 7, kept: 2 },
  resultsPath: 's.jsonl_results.jsonl',
  metrics: { pass_at_1: { value: 0.5, ci95: [0.25, 0.75], n: 3, method: 'wilson' } },
  outcomes,
  tasksWithoutSamples: ['d'],
  leftOut: [{ taskId: 'e', reason: 'its hidden test needs the module "x", which is not there' }],
  hint: 'try --extract',
  typeCheck: 'typescript 7.0.2',
  lowerTrust: 0,
  failures: [{ taskId: 'c', line: 7, outcome: 'harness', cause: 'no process' }],
  sandbox: { levels: {}, engine: {} },
};

test('a scoring as text names what was scored, every rate with its interval, and what was left out', () => {
  expect(scoreText(result)).toBe(
    [
      'tasks     t.jsonl: 4 (HumanEval-X JavaScript, sha256 abababababab)',
      'samples   s.jsonl: 7, 2 of them scored earlier',
      '          1 of 4 tasks have none and count nowhere: d',
      'left out  1 tasks that cannot be judged here and count nowhere',
      '          e: its hidden test needs the module "x", which is not there',
      'types     typescript 7.0.2',
      'pass@1  0.500  95 % [0.250, 0.750] wilson  n = 3 tasks',
      'outcomes  passed 3 · failed 1 · agent 1 · timeout 1 · memory 0 · harness 1',
      'results   s.jsonl_results.jsonl',
      `report    ${relative(process.cwd(), result.runDir)}/report.html`,
      '  c  harness  no process',
      '! try --extract',
      '1 samples could not be judged: mend what is said of them, then run again to try only those.',
    ].join('\n'),
  );
});

test('the last line tells failing references from failing samples', () => {
  const fine = { ...result, outcomes: { ...outcomes, harness: 0 }, failures: [] };
  const canonical = { ...fine, samples: { ...fine.samples, path: null } };
  const failing = {
    ...canonical,
    failures: [{ ...result.failures[0], taskId: 'a' }] as ScoreResult['failures'],
  };
  expect([fine, canonical, failing].map((one) => scoreText(one).split('\n').at(-1))).toEqual([
    '3 of 7 samples passed.',
    'every reference passes its own tests.',
    '1 of 7 references fail their own tests.',
  ]);
});

test('progress says how far it is and what came out so far', () => {
  expect(scoreProgressText({ done: 7, total: 9, kept: 2, outcomes })).toBe(
    '7/9 (2 earlier)  passed 3 · failed 1 · agent 1 · timeout 1 · harness 1',
  );
});
