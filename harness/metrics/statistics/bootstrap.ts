import { bootstrapParameters } from '../../contract/summary.ts';
import type { Interval } from './interval.ts';
import { percentileLinear } from './percentile.ts';
import { seededRandom } from './random.ts';

/** How a task bootstrap draws; the defaults are what every number of a report uses. */
export interface BootstrapOptions {
  draws?: number | undefined;
  seed?: number | undefined;
  level?: number | undefined;
}

/** A statistic of tasks drawn with replacement, given how often each task was drawn; null where it does not exist. */
export type DrawnStatistic = (times: Int32Array) => number | null;

/**
 * Percentile bootstrap over tasks: draws as many of the `tasks` tasks with replacement as there are and takes the quantiles of the statistic
 * over the draws (type 7). Draws without a value (a ratio without denominator) are left out; null when there are fewer than two tasks or more
 * than half of the draws were left out.
 */
export function taskBootstrap(
  tasks: number,
  statistic: DrawnStatistic,
  options: BootstrapOptions = {},
): Interval | null {
  if (tasks < 2) return null;
  const { draws = bootstrapParameters.draws, level = 0.95 } = options;
  const values = bootstrapValues(tasks, statistic, options);
  if (values.length * 2 < draws) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return [
    percentileLinear(sorted, ((1 - level) / 2) * 100),
    percentileLinear(sorted, ((1 + level) / 2) * 100),
  ];
}

/** The statistic of every draw that has one, in the order of drawing. */
export function bootstrapValues(
  tasks: number,
  statistic: DrawnStatistic,
  { draws = bootstrapParameters.draws, seed = bootstrapParameters.seed }: BootstrapOptions = {},
): number[] {
  const random = seededRandom(seed);
  const times = new Int32Array(tasks);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    times.fill(0);
    for (let i = 0; i < tasks; i += 1) {
      const task = Math.floor(random() * tasks);
      times[task] = (times[task] as number) + 1;
    }
    const value = statistic(times);
    if (value !== null && Number.isFinite(value)) values.push(value);
  }
  return values;
}

/** Σ numerator ÷ Σ denominator over the drawn tasks; null when the denominator is 0. */
export function drawnRatio(numerators: readonly number[], denominators: readonly number[]): DrawnStatistic {
  return (times) => {
    let numerator = 0;
    let denominator = 0;
    for (let task = 0; task < times.length; task += 1) {
      const weight = times[task] as number;
      numerator += weight * (numerators[task] as number);
      denominator += weight * (denominators[task] as number);
    }
    return denominator === 0 ? null : numerator / denominator;
  };
}

/** Mean over the drawn tasks. */
export function drawnMean(values: readonly number[]): DrawnStatistic {
  return drawnRatio(
    values,
    values.map(() => 1),
  );
}

/** Nearest-rank percentile of all values of the drawn tasks; every task has one value or more. */
export function drawnPercentile(valuesByTask: readonly (readonly number[])[], p: number): DrawnStatistic {
  const sorted = valuesByTask
    .flatMap((values, task) => values.map((value) => ({ value, task })))
    .sort((a, b) => a.value - b.value);
  return (times) => {
    let total = 0;
    for (const [task, values] of valuesByTask.entries()) total += values.length * (times[task] as number);
    let left = Math.max(1, Math.ceil((p / 100) * total));
    for (const { value, task } of sorted) {
      left -= times[task] as number;
      if (left <= 0) return value;
    }
    return null;
  };
}
