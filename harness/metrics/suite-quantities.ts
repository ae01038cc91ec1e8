import type { quantityTable } from '../contract/metrics.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import type { MetricValue } from '../contract/summary.ts';
import { passed } from './pass-rate.ts';
import { meanQuantity, percentileQuantity, ratioQuantity } from './quantity.ts';
import { notMeasured } from './rate.ts';
import { sum } from './statistics/mean.ts';
import type { MeasuredSample, SuiteInput, TaskSamples } from './suite-input.ts';

/** What a suite costs, every quantity of `quantityTable`. */
export function quantities(
  input: SuiteInput,
  tasks: readonly TaskSamples[],
): Record<keyof typeof quantityTable, MetricValue> {
  return {
    bytes_per_solve: bytesPerSolve(tasks),
    deref_bytes: derefBytes(tasks),
    tokens_prefill: tokensPrefill(tasks),
    tokens_decode: tokensDecode(tasks),
    tokens_per_second: tokensPerSecond(tasks),
    e2e_latency_ms_p50: endToEndLatency(tasks, 50),
    e2e_latency_ms_p95: endToEndLatency(tasks, 95),
    message_path_ms_p95: messagePathLatency(tasks, 95),
    mcp_deref_ms_p95: derefLatency(tasks, 95),
    process_memory_mb: processMemory(input),
    device_utilization: deviceUtilization(input),
  };
}

/** Bytes of all messages of a sample: serialised message + 5-byte gRPC prefix, every hop, both directions; null where no act travelled. */
export function messageBytes({ observation }: MeasuredSample): number | null {
  if (observation === undefined || observation.hops.length === 0) return null;
  return sum(observation.hops.map((hop) => hop.bytes));
}

/** `bytes_per_solve`: message bytes of all tasks per passed task; null if none passed or nothing travelled. */
function bytesPerSolve(tasks: readonly TaskSamples[]): MetricValue {
  return ratioQuantity(tasks, (sample) => {
    const bytes = messageBytes(sample);
    return bytes === null ? null : { numerator: bytes, denominator: passed(sample) };
  });
}

/** `deref_bytes`: bytes fetched through anchors, beside the message path; mean per task. */
function derefBytes(tasks: readonly TaskSamples[]): MetricValue {
  return meanQuantity(tasks, ({ observation }) => observation?.derefBytes ?? null);
}

/** `tokens_prefill`: prompt tokens of a sample, mean per task. */
function tokensPrefill(tasks: readonly TaskSamples[]): MetricValue {
  return meanQuantity(tasks, ({ record }) => tokensOf(record)?.prefill ?? null);
}

/** `tokens_decode`: generated tokens of a sample, mean per task. */
function tokensDecode(tasks: readonly TaskSamples[]): MetricValue {
  return meanQuantity(tasks, ({ record }) => tokensOf(record)?.decode ?? null);
}

/** Tokens of a sample; null where they are not known. A prompt has a token at least: where there is none, answers were given. */
export function tokensOf({ tokens }: SampleRecord): SampleRecord['tokens'] {
  return tokens !== null && tokens.prefill + tokens.decode > 0 ? tokens : null;
}

/** `tokens_per_second`: prompt and generated tokens per second that a model worker was busy with them (queueing left out). */
function tokensPerSecond(tasks: readonly TaskSamples[]): MetricValue {
  return ratioQuantity(tasks, ({ observation }) => {
    if (observation === undefined || observation.completions.length === 0) return null;
    return {
      numerator: sum(observation.completions.map((completion) => completion.prefill + completion.decode)),
      denominator: sum(observation.completions.map((completion) => completion.wallMs)) / 1000,
    };
  });
}

/** `e2e_latency_ms_p50`, `e2e_latency_ms_p95`: a sample from its start to its end, waiting included. */
function endToEndLatency(tasks: readonly TaskSamples[], p: number): MetricValue {
  return percentileQuantity(tasks, p, ({ observation }) =>
    observation === undefined ? [] : [observation.wallMs],
  );
}

/** `message_path_ms_p95`: what a typed act costs on the wire, without the agent's work. */
function messagePathLatency(tasks: readonly TaskSamples[], p: number): MetricValue {
  return percentileQuantity(tasks, p, ({ observation }) => observation?.messagePathMs ?? []);
}

/** `mcp_deref_ms_p95`: fetching one anchor. */
function derefLatency(tasks: readonly TaskSamples[], p: number): MetricValue {
  return percentileQuantity(tasks, p, ({ observation }) => observation?.derefMs ?? []);
}

/** `process_memory_mb`: peak resident memory of the run's agent and model processes, in MB (10⁶ bytes); one number a run, no interval. */
function processMemory({ resources }: SuiteInput): MetricValue {
  const mebibytes = resources?.processMemoryMiB ?? null;
  return mebibytes === null ? notMeasured : single(mebibytes * 1.048576);
}

/** `device_utilization`: 0..1, null where the device does not tell. */
function deviceUtilization({ resources }: SuiteInput): MetricValue {
  const share = resources?.deviceUtilization ?? null;
  return share === null ? notMeasured : single(share);
}

function single(value: number): MetricValue {
  return { value, ci95: null, n: 1, method: 'none' };
}
