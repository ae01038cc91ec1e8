import { expect, test } from 'vitest';
import type { RunSummary } from '../contract/summary.ts';
import { sampleRecord } from '../contract/testing/sample-records.ts';
import { armDifferences, decideEnding } from './ending.ts';

const summaryOf = (ok: boolean): RunSummary => ({
  schemaVersion: 1,
  suites: [
    {
      name: 's',
      arm: 'PM',
      pipeline: 'coder',
      tasks: 1,
      samples: 1,
      outcomes: { passed: 1, failed: 0, agent: 0, timeout: 0, memory: 0, harness: 0, oversized: 0 },
      metrics: {},
      gates: [
        {
          metric: 'pass_at_1',
          value: 0.5,
          threshold: 0.8,
          direction: 'atLeast',
          coverage: 1,
          leastCoverage: 0.95,
          ok,
        },
      ],
    },
  ],
  throughput: { tokensPerSecond: null, wallMs: 1 },
});

const fine = { summary: summaryOf(true), records: [sampleRecord({})], breach: null, armDifferences: [] };

test('decideEnding() says 0 when every gate is met', () => {
  expect(decideEnding(fine)).toEqual({ exitCode: 0, reason: 'all 1 gates met' });
});

test('decideEnding() says 1 and names the gate that was missed', () => {
  const ending = decideEnding({ ...fine, summary: summaryOf(false) });
  expect(ending.exitCode).toBe(1);
  expect(ending.reason).toContain('pass_at_1 is 0.5, wanted ≥ 0.8');
});

test('decideEnding() puts a fault of the harness above a missed gate', () => {
  const records = [sampleRecord({ outcome: 'harness', errorCode: 'HERMES_POOL_START', cause: 'no' })];
  const ending = decideEnding({ ...fine, summary: summaryOf(false), records });
  expect(ending).toMatchObject({ exitCode: 3, reason: expect.stringContaining('HERMES_POOL_START') });
});

test('decideEnding() puts a broken seal above everything', () => {
  const records = [sampleRecord({ outcome: 'harness' })];
  expect(decideEnding({ ...fine, records, breach: 'tcp got through' }).exitCode).toBe(4);
});

test('decideEnding() says why a run stopped, whatever its gates say, and how much of it there is', () => {
  const partial = { samples: 1, of: 9, gates: 1, ofGates: 1 };
  const stopped = { exitCode: 130 as const, reason: 'interrupted by SIGTERM' };
  expect(decideEnding({ ...fine, partial, stopped })).toEqual({
    exitCode: 130,
    reason: 'interrupted by SIGTERM; partial run: 1 of 9 samples, 1 of 1 gates',
  });
  expect(decideEnding({ ...fine, records: [], partial, stopped }).exitCode).toBe(130);
  expect(decideEnding({ ...fine, partial, stopped, breach: 'tcp got through' }).exitCode).toBe(4);
});

test('decideEnding() never says that all gates are met when samples were lost', () => {
  const partial = { samples: 1, of: 9, gates: 1, ofGates: 1 };
  expect(decideEnding({ ...fine, partial, lost: 8 })).toMatchObject({
    exitCode: 3,
    reason: expect.stringMatching(/^8 samples were lost.*partial run: 1 of 9 samples/),
  });
  expect(decideEnding({ ...fine, partial, lost: 0 }).reason).toContain('all 1 gates met; partial run');
});

test('decideEnding() puts a changed material above all but the seal, with both digests', () => {
  const changed = [{ name: 'source', before: 'a'.repeat(64), now: 'b'.repeat(64) }];
  const ending = decideEnding({ ...fine, changed, stopped: { exitCode: 130, reason: 'interrupted' } });
  expect(ending.exitCode).toBe(3);
  expect(ending.reason).toMatch(
    /MATERIAL_CHANGED\] source was changed .* a{64} at the start and is b{64} now.* Fix: run again/,
  );
  expect(decideEnding({ ...fine, changed, breach: 'tcp got through' }).exitCode).toBe(4);
});

test('decideEnding() lets an empty run fail', () => {
  expect(decideEnding({ ...fine, records: [] }).exitCode).toBe(2);
});

test('armDifferences() names samples whose outcome is not the same in every arm', () => {
  const records = [
    sampleRecord({ arm: 'A' }),
    sampleRecord({ arm: 'C', outcome: 'failed' }),
    sampleRecord({ arm: 'A', task: 'same' }),
    sampleRecord({ arm: 'C', task: 'same' }),
    sampleRecord({ arm: 'A', task: 'big' }),
    sampleRecord({ arm: 'C', task: 'big', outcome: 'oversized' }),
  ];
  expect(armDifferences(records)).toEqual(['coder t#0: A passed, C failed']);
});
