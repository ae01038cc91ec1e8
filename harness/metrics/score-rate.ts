import type { Outcome } from '../contract/run-record.ts';
import type { ScoreKey } from '../contract/scores.ts';
import type { PipelineKind } from '../contract/suite.ts';
import type { MetricValue } from '../contract/summary.ts';
import { rateOf, scoreOfTask } from './rate.ts';
import type { MeasuredSample, TaskSamples } from './suite-input.ts';

/** Mean of a score over tasks, whatever it measures: samples without it (null or absent) are left out. */
export function scoreRate(tasks: readonly TaskSamples[], key: ScoreKey, pipeline: PipelineKind): MetricValue {
  return rateOf(tasks.map((task) => scoreOfTask(task, (sample) => scoreOf(sample, key, pipeline))));
}

/** The same with harness faults counted as 0. */
export function scoreRateWithHarnessErrors(
  tasks: readonly TaskSamples[],
  key: ScoreKey,
  pipeline: PipelineKind,
): MetricValue {
  return rateOf(
    tasks.map((task) => {
      const score = scoreOfTask(task, (sample) => scoreOf(sample, key, pipeline));
      if (score === null) return task.harnessFaults === 0 ? null : { value: 0, samples: task.harnessFaults };
      const samples = score.samples + task.harnessFaults;
      return { value: (score.value * score.samples) / samples, samples };
    }),
  );
}

/** Score keys that the samples of a suite carry, sorted; a key of another version is averaged as any other. */
export function scoreKeys(tasks: readonly TaskSamples[]): ScoreKey[] {
  const keys = new Set(
    tasks.flatMap((task) => task.samples.flatMap((sample) => Object.keys(sample.record.scores))),
  );
  return [...keys].sort() as ScoreKey[];
}

/** What an agent that gave nothing usable scores where its own work is what the suite measures: 0, not "unknown". */
const zeroOfNothing: Partial<Record<PipelineKind, readonly ScoreKey[]>> = {
  planner: ['plan_exact', 'plan_steps_f1'],
  tester: ['assertions_hold', 'tests_all_hold', 'mutants_killed'],
};
/** Endings in which an agent gave nothing usable. */
const nothing: readonly Outcome[] = ['agent', 'oversized', 'timeout', 'memory'];

function scoreOf({ record }: MeasuredSample, key: ScoreKey, pipeline: PipelineKind): number | null {
  const score = record.scores[key];
  if (score !== undefined) return score;
  return nothing.includes(record.outcome) && zeroOfNothing[pipeline]?.includes(key) === true ? 0 : null;
}
