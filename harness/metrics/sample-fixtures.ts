import type { SampleObservation, SampleRecord } from '../contract/run-record.ts';
import { sampleObservation, sampleRecord } from '../contract/testing/sample-records.ts';
import type { SuiteInput } from './suite-input.ts';

/** A complete record of a task for tests, with what the test is about put over it. */
export function recordOf(task: string, changes: Partial<SampleRecord> = {}): SampleRecord {
  return sampleRecord({ task, ...changes });
}

/** A complete observation of a task for tests. */
export function observationOf(task: string, changes: Partial<SampleObservation> = {}): SampleObservation {
  return sampleObservation({ task, ...changes });
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
