import type { MetricValue } from '../contract/summary.ts';
import { meanQuantity, ratioQuantity } from './quantity.ts';
import { sum } from './statistics/mean.ts';
import type { TaskSamples } from './suite-input.ts';

/** `tokens_prefill`: prompt tokens of a sample, mean per task. */
export function tokensPrefill(tasks: readonly TaskSamples[]): MetricValue {
  return meanQuantity(tasks, ({ record }) => record.tokens.prefill);
}

/** `tokens_decode`: generated tokens of a sample, mean per task. */
export function tokensDecode(tasks: readonly TaskSamples[]): MetricValue {
  return meanQuantity(tasks, ({ record }) => record.tokens.decode);
}

/** `tokens_per_second`: prompt and generated tokens per second that a model worker was busy with them (queueing left out). */
export function tokensPerSecond(tasks: readonly TaskSamples[]): MetricValue {
  return ratioQuantity(tasks, ({ observation }) => {
    if (observation === undefined || observation.completions.length === 0) return null;
    return {
      numerator: sum(observation.completions.map((completion) => completion.prefill + completion.decode)),
      denominator: sum(observation.completions.map((completion) => completion.wallMs)) / 1000,
    };
  });
}
