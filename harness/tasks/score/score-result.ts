import type { Levels } from '../../../sandbox/index.ts';
import type { z } from 'zod';
import type { Outcome } from '../../contract/run-record.ts';
import type { MetricValue } from '../../contract/summary.ts';
import { rateOf, type TaskScore } from '../../metrics/rate.ts';
import { passAtK } from '../../metrics/statistics/pass-at-k.ts';
import type { RecordFormat } from '../detect-format.ts';
import type { ResultLine } from './result-line.ts';

/** Outcome classes that a scored sample can have. */
export const scoreOutcomes = [
  'passed',
  'failed',
  'agent',
  'timeout',
  'memory',
  'harness',
] as const satisfies Outcome[];
export type ScoreOutcomes = Record<(typeof scoreOutcomes)[number], number>;

/** Everything that `hermes score` says, ready to be printed as JSON. */
export interface ScoreResult {
  tasks: { path: string; sha256: string; format: RecordFormat; count: number };
  /** `path` and `sha256` are null for canonical solutions; `kept` of them were scored in an earlier, interrupted scoring. */
  samples: { path: string | null; sha256: string | null; count: number; kept: number };
  resultsPath: string;
  /** `pass_at_<k>`, unit of analysis: the task; `pass_at_1_with_harness_errors` counts our faults as failures. */
  metrics: Record<string, MetricValue>;
  outcomes: ScoreOutcomes;
  /** Ids of tasks that no sample is for; they count in no rate. */
  tasksWithoutSamples: string[];
  /** Samples judged with lower trust: program and test shared a realm. */
  lowerTrust: number;
  /** For canonical solutions every task whose own reference fails; else the samples that we failed to judge. */
  failures: { taskId: string; line: number; outcome: Outcome; cause: string }[];
  /** What protected and executed the samples; null when all results were kept. */
  sandbox: { levels: z.infer<typeof Levels>; engine: Record<string, string> } | null;
}

/** How many samples of each outcome class there are. */
export function countOutcomes(lines: readonly ResultLine[]): ScoreOutcomes {
  const counts = Object.fromEntries(scoreOutcomes.map((outcome) => [outcome, 0])) as ScoreOutcomes;
  for (const { outcome } of lines) if (outcome !== 'oversized') counts[outcome] += 1;
  return counts;
}

/** pass@k of scored samples: per task the unbiased estimate, averaged over the tasks with at least k samples that were judged. */
export function passMetrics(
  lines: readonly ResultLine[],
  ks: readonly number[],
): Record<string, MetricValue> {
  const tasks = [...Map.groupBy(lines, (line) => line.task_id).values()];
  const metrics = Object.fromEntries(
    ks.map((k) => [`pass_at_${k}`, rateOf(tasks.map((task) => estimate(task, k)))] as const),
  );
  return { ...metrics, pass_at_1_with_harness_errors: rateOf(tasks.map((task) => shareOfAll(task))) };
}

/** Exit code of a scoring: 3 when we failed to judge a sample, 1 when a canonical solution fails, else 0. */
export function scoreExitCode(result: ScoreResult): 0 | 1 | 3 {
  if (result.outcomes.harness > 0) return 3;
  return result.samples.path === null && result.failures.length > 0 ? 1 : 0;
}

function estimate(task: readonly ResultLine[], k: number): TaskScore {
  const judged = task.filter((line) => line.outcome !== 'harness');
  if (judged.length < k) return null;
  const passes = judged.filter((line) => line.passed).length;
  return { value: passAtK(judged.length, passes, k), samples: judged.length };
}

function shareOfAll(task: readonly ResultLine[]): TaskScore {
  return { value: task.filter((line) => line.passed).length / task.length, samples: task.length };
}
