import type { MetricValue } from '../contract/summary.ts';
import { notMeasured } from './rate.ts';
import type { SuiteInput } from './suite-input.ts';

/** `process_memory_mb`: peak resident memory of the run's agent and model processes, in MB (10⁶ bytes); one number a run, no interval. */
export function processMemory({ resources }: SuiteInput): MetricValue {
  const mebibytes = resources?.processMemoryMiB ?? null;
  return mebibytes === null ? notMeasured : single(mebibytes * 1.048576);
}

/** `device_utilization`: 0..1, null where the device does not tell. */
export function deviceUtilization({ resources }: SuiteInput): MetricValue {
  const share = resources?.deviceUtilization ?? null;
  return share === null ? notMeasured : single(share);
}

function single(value: number): MetricValue {
  return { value, ci95: null, n: 1, method: 'none' };
}
