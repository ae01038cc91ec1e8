import type { MetricValue } from '../contract/summary.ts';
import { clamp } from './statistics/interval.ts';
import { mean, sum, tInterval } from './statistics/mean.ts';
import { wilson } from './statistics/proportion.ts';
import type { TaskSamples } from './suite-input.ts';

/** A metric that nothing could be measured for. */
export const notMeasured: MetricValue = { value: null, ci95: null, n: 0, method: 'none' };

/** What a task scores in 0..1, with how many samples it was averaged over; null when no sample of it could be measured. */
export type TaskScore = { value: number; samples: number } | null;

/**
 * Mean of per-task scores in 0..1 with its 95 % interval (evidence.md §3.3): Wilson for one yes/no per task; for averaged scores Student's t from
 * 300 tasks with at least 10 on each side, below that Wilson on the sum of scores (`wilson-conservative`: a score in 0..1 with mean p varies at most p(1 − p)).
 */
export function rateOf(scores: readonly TaskScore[]): MetricValue {
  const measured = scores.filter((score) => score !== null);
  const n = measured.length;
  if (n === 0) return notMeasured;
  const values = measured.map((score) => score.value);
  const value = mean(values);
  const successes = sum(values);
  const binary = measured.every((score) => score.samples === 1 && (score.value === 0 || score.value === 1));
  if (binary) return { value, ci95: wilson({ successes, n }), n, method: 'wilson' };
  if (n >= 300 && successes >= 10 && successes <= n - 10) {
    return { value, ci95: clamp(tInterval(values), 0, 1), n, method: 't' };
  }
  return { value, ci95: wilson({ successes, n }), n, method: 'wilson-conservative' };
}

/** Per-task mean of a score over the samples that have it. */
export function scoreOfTask(
  task: TaskSamples,
  score: (sample: TaskSamples['samples'][number]) => number | null,
): TaskScore {
  const values = task.samples.map((sample) => score(sample)).filter((value) => value !== null);
  return values.length === 0 ? null : { value: mean(values), samples: values.length };
}
