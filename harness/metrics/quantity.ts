import type { MetricValue } from '../contract/summary.ts';
import { notMeasured } from './rate.ts';
import {
  drawnMean,
  drawnPercentile,
  drawnRatio,
  type DrawnStatistic,
  taskBootstrap,
} from './statistics/bootstrap.ts';
import { mean, sum } from './statistics/mean.ts';
import { percentileNearestRank } from './statistics/percentile.ts';
import type { MeasuredSample, TaskSamples } from './suite-input.ts';

/** Mean over tasks of a quantity of a sample (samples of a task averaged first), with a task-bootstrap interval. */
export function meanQuantity(
  tasks: readonly TaskSamples[],
  quantity: (sample: MeasuredSample) => number | null,
): MetricValue {
  const values = tasks
    .map((task) => task.samples.map((sample) => quantity(sample)).filter((value) => value !== null))
    .filter((samples) => samples.length > 0)
    .map((samples) => mean(samples));
  if (values.length === 0) return notMeasured;
  return withBootstrap(values.length, mean(values), drawnMean(values));
}

/** Nearest-rank percentile over all values of all samples, with an interval from drawing whole tasks. */
export function percentileQuantity(
  tasks: readonly TaskSamples[],
  p: number,
  valuesOf: (sample: MeasuredSample) => readonly number[],
): MetricValue {
  const perTask = tasks
    .map((task) => task.samples.flatMap((sample) => valuesOf(sample)))
    .filter((values) => values.length > 0);
  if (perTask.length === 0) return notMeasured;
  return withBootstrap(perTask.length, percentileNearestRank(perTask.flat(), p), drawnPercentile(perTask, p));
}

/** Both sides of a ratio in one task: means over its samples. */
export interface RatioParts {
  numerator: number;
  denominator: number;
}

/** Σ numerator ÷ Σ denominator over tasks, with a task-bootstrap interval; null when the denominator is 0. */
export function ratioQuantity(
  tasks: readonly TaskSamples[],
  parts: (sample: MeasuredSample) => RatioParts | null,
): MetricValue {
  const perTask = tasks
    .map((task) => task.samples.map((sample) => parts(sample)).filter((part) => part !== null))
    .filter((samples) => samples.length > 0)
    .map((samples) => ({
      numerator: mean(samples.map((part) => part.numerator)),
      denominator: mean(samples.map((part) => part.denominator)),
    }));
  if (perTask.length === 0) return notMeasured;
  const numerators = perTask.map((part) => part.numerator);
  const denominators = perTask.map((part) => part.denominator);
  const denominator = sum(denominators);
  const value = denominator === 0 ? null : sum(numerators) / denominator;
  return withBootstrap(perTask.length, value, drawnRatio(numerators, denominators));
}

function withBootstrap(n: number, value: number | null, statistic: DrawnStatistic): MetricValue {
  if (value === null) return { ...notMeasured, n };
  const ci95 = taskBootstrap(n, statistic);
  return { value, ci95, n, method: ci95 === null ? 'none' : 'bootstrap-task' };
}
