import type { ScoreKey } from '../contract/scores.ts';
import type { MetricValue } from '../contract/summary.ts';
import { notMeasured, scoreOfTask } from './rate.ts';
import { clamp, type Interval } from './statistics/interval.ts';
import { mean, tInterval, variance } from './statistics/mean.ts';
import type { TaskSamples } from './suite-input.ts';

/**
 * Mean of per-task differences of two scores in 0..1, with its 95 % interval: Student's t over tasks. Differences that do not vary at all say
 * nothing about rarer ones to t; there the interval allows for a share of other tasks up to the Clopper–Pearson bound of none in n (`t-none-differ`).
 */
export function pairedEffect(differences: readonly number[]): MetricValue {
  const n = differences.length;
  if (n === 0) return notMeasured;
  const value = mean(differences);
  if (n >= 2 && variance(differences) > 1e-18) {
    return { value, ci95: clamp(tInterval(differences), -1, 1), n, method: 't-paired' };
  }
  return { value, ci95: constantInterval(value, n), n, method: 't-none-differ' };
}

function constantInterval(value: number, n: number): Interval {
  const others = 1 - 0.025 ** (1 / n);
  return clamp([value * (1 - others) - others, value * (1 - others) + others], -1, 1);
}

/** `plan_effect`: the coder's pass rate with the planner's plan minus without it, paired over the tasks that have both. */
export function planEffect(tasks: readonly TaskSamples[]): MetricValue {
  const differences = tasks
    .map((task) => scoreOfTaskDifference(task, 'pass_with_plan', 'pass_without_plan'))
    .filter((difference) => difference !== null);
  return pairedEffect(differences);
}

function scoreOfTaskDifference(task: TaskSamples, first: ScoreKey, second: ScoreKey): number | null {
  const both = task.samples.filter(
    ({ record }) => typeof record.scores[first] === 'number' && typeof record.scores[second] === 'number',
  );
  const paired = { ...task, samples: both };
  const a = scoreOfTask(paired, ({ record }) => record.scores[first] ?? null);
  const b = scoreOfTask(paired, ({ record }) => record.scores[second] ?? null);
  return a === null || b === null ? null : a.value - b.value;
}
