import type { SampleObservation, SampleRecord } from '../contract/run-record.ts';
import type { SuiteInput } from './suite-input.ts';

/** A complete record for tests, with what the test is about put over it. */
export function recordOf(task: string, changes: Partial<SampleRecord> = {}): SampleRecord {
  return {
    suite: 'coder',
    arm: 'PM',
    task,
    sample: 0,
    outcome: 'passed',
    cause: 'all cases passed',
    scores: {},
    counts: {},
    seeds: {},
    tokens: { prefill: 100, decode: 20 },
    verdict: 'passed',
    tainted: false,
    trust: 'data',
    errorCode: null,
    transcriptSha256: '0'.repeat(64),
    ...changes,
  };
}

/** A complete observation for tests. */
export function observationOf(task: string, changes: Partial<SampleObservation> = {}): SampleObservation {
  return {
    suite: 'coder',
    arm: 'PM',
    task,
    sample: 0,
    startedMs: 0,
    wallMs: 100,
    completions: [],
    executions: [],
    hops: [],
    messagePathMs: [],
    derefMs: [],
    derefBytes: 0,
    refused: {},
    ...changes,
  };
}

/** A coder suite in arm PM around the given records. */
export function suiteOf(records: SampleRecord[], changes: Partial<SuiteInput> = {}): SuiteInput {
  return {
    name: 'coder',
    arm: 'PM',
    pipeline: 'coder',
    records,
    observations: [],
    gates: [],
    ks: [1],
    ...changes,
  };
}

/** `count` task names. */
export function taskNames(count: number): string[] {
  return Array.from({ length: count }, (_x, index) => `t${String(index).padStart(4, '0')}`);
}
