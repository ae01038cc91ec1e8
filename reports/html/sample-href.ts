import type { SampleKey } from '../../harness/contract/run-record.ts';

/** Permalink of a sample within the report. */
export function sampleHref(key: SampleKey): string {
  return `#sample/${sampleId(key)}`;
}

/** Name of a sample in the report's data: suite, arm, task and sample, percent-encoded. */
export function sampleId({ suite, arm, task, sample }: SampleKey): string {
  return [suite, arm, task.toWellFormed(), String(sample)].map((part) => encodeURIComponent(part)).join('/');
}
