import type { MetricValue } from '../contract/summary.ts';
import { passed } from './pass-rate.ts';
import { meanQuantity, ratioQuantity } from './quantity.ts';
import { sum } from './statistics/mean.ts';
import type { MeasuredSample, TaskSamples } from './suite-input.ts';

/** Bytes of all messages of a sample: serialised message + 5-byte gRPC prefix, every hop, both directions; null where no act travelled. */
export function messageBytes({ observation }: MeasuredSample): number | null {
  if (observation === undefined || observation.hops.length === 0) return null;
  return sum(observation.hops.map((hop) => hop.bytes));
}

/** `bytes_per_solve`: message bytes of all tasks per passed task; null if none passed or nothing travelled. */
export function bytesPerSolve(tasks: readonly TaskSamples[]): MetricValue {
  return ratioQuantity(tasks, (sample) => {
    const bytes = messageBytes(sample);
    return bytes === null ? null : { numerator: bytes, denominator: passed(sample) };
  });
}

/** `deref_bytes`: bytes fetched through anchors, beside the message path; mean per task. */
export function derefBytes(tasks: readonly TaskSamples[]): MetricValue {
  return meanQuantity(tasks, ({ observation }) => observation?.derefBytes ?? null);
}
