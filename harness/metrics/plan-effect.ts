import type { ScoreKey } from '../contract/scores.ts';
import type { MetricValue } from '../contract/summary.ts';
import { pairedEffect } from './paired-effect.ts';
import { scoreOfTask } from './rate.ts';
import type { TaskSamples } from './suite-input.ts';

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
