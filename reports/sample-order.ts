import type { RunRecord } from '../harness/contract/run-directory.ts';
import type { SampleKey } from '../harness/contract/run-record.ts';

/** The order of every deterministic file: suite, arm, task, sample. */
export function compareKeys(a: SampleKey, b: SampleKey): number {
  return (
    compareTexts(a.suite, b.suite) ||
    compareTexts(a.arm, b.arm) ||
    compareTexts(a.task, b.task) ||
    a.sample - b.sample
  );
}

/** Order of UTF-16 code units. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same input with its samples in order, so that the order of finishing never shows. */
export function inOrder(input: RunRecord): RunRecord {
  return { ...input, samples: input.samples.toSorted((a, b) => compareKeys(a.record, b.record)) };
}
