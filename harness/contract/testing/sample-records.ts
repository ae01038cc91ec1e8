import type { SampleObservation, SampleRecord } from '../run-record.ts';

/** A complete record for tests: a sample that passed, with what the test is about put over it. */
export function sampleRecord(changes: Partial<SampleRecord> = {}): SampleRecord {
  return {
    suite: 'coder',
    arm: 'PM',
    task: 't',
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

/** A complete observation for tests: a sample of 100 ms in which nothing was asked or executed. */
export function sampleObservation(changes: Partial<SampleObservation> = {}): SampleObservation {
  return {
    suite: 'coder',
    arm: 'PM',
    task: 't',
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
