import { bootstrapParameters } from '../../contract/summary.ts';
import type { Interval } from './interval.ts';
import { percentileLinear } from './percentile.ts';
import { seededRandom } from './random.ts';

/** How a task bootstrap draws; the defaults are what every number of a report uses. */
export interface BootstrapOptions {
  draws?: number;
  seed?: number;
  level?: number;
}

/**
 * Percentile bootstrap over tasks: draws as many tasks with replacement as there are and takes the quantiles of `statistic`
 * over the draws (type 7). Draws for which the statistic is null (a ratio without denominator) are left out; null when
 * there are fewer than two tasks or more than half of the draws were left out.
 */
export function taskBootstrap<Task>(
  tasks: readonly Task[],
  statistic: (drawn: readonly Task[]) => number | null,
  options: BootstrapOptions = {},
): Interval | null {
  if (tasks.length < 2) return null;
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
export function bootstrapValues<Task>(
  tasks: readonly Task[],
  statistic: (drawn: readonly Task[]) => number | null,
  { draws = bootstrapParameters.draws, seed = bootstrapParameters.seed }: BootstrapOptions = {},
): number[] {
  const random = seededRandom(seed);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = tasks.map(() => tasks[Math.floor(random() * tasks.length)] as Task);
    const value = statistic(drawn);
    if (value !== null && Number.isFinite(value)) values.push(value);
  }
  return values;
}
