import type { MetricValue } from '../contract/summary.ts';
import { percentileQuantity } from './quantity.ts';
import type { TaskSamples } from './suite-input.ts';

/** `e2e_latency_ms_p50`, `e2e_latency_ms_p95`: a sample from its start to its end, waiting included. */
export function endToEndLatency(tasks: readonly TaskSamples[], p: number): MetricValue {
  return percentileQuantity(tasks, p, ({ observation }) =>
    observation === undefined ? [] : [observation.wallMs],
  );
}

/** `message_path_ms_p95`: what a typed act costs on the wire, without the agent's work. */
export function messagePathLatency(tasks: readonly TaskSamples[], p: number): MetricValue {
  return percentileQuantity(tasks, p, ({ observation }) => observation?.messagePathMs ?? []);
}

/** `mcp_deref_ms_p95`: fetching one anchor. */
export function derefLatency(tasks: readonly TaskSamples[], p: number): MetricValue {
  return percentileQuantity(tasks, p, ({ observation }) => observation?.derefMs ?? []);
}
