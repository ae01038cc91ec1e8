import type { MetricValue } from '../contract/summary.ts';
import { notMeasured } from './rate.ts';
import { taskBootstrap } from './statistics/bootstrap.ts';
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
  return withBootstrap(values, (drawn) => mean(drawn));
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
  return withBootstrap(perTask, (drawn) => percentileNearestRank(drawn.flat(), p));
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
  const ratio = (drawn: readonly RatioParts[]): number | null => {
    const denominator = sum(drawn.map((part) => part.denominator));
    return denominator === 0 ? null : sum(drawn.map((part) => part.numerator)) / denominator;
  };
  return perTask.length === 0 ? notMeasured : withBootstrap(perTask, ratio);
}

function withBootstrap<Task>(
  tasks: readonly Task[],
  statistic: (drawn: readonly Task[]) => number | null,
): MetricValue {
  const value = statistic(tasks);
  if (value === null) return { ...notMeasured, n: tasks.length };
  const ci95 = taskBootstrap(tasks, statistic);
  return { value, ci95, n: tasks.length, method: ci95 === null ? 'none' : 'bootstrap-task' };
}
