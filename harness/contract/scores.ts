import type { MetricName } from './metrics.ts';
import type { PipelineKind } from './suite.ts';

/** What is known of a score of a sample. */
export interface ScoreRow {
  /** `yes-no` is 0 or 1, a `share` anything between. */
  unit: 'yes-no' | 'share';
  /** Suites whose samples have it. */
  pipelines: readonly PipelineKind[];
  /** When such a sample has it, where not always. */
  when?: string | undefined;
  /** What it says of one sample. */
  meaning: string;
  /** Metrics that it is averaged into. */
  feeds: readonly MetricName[];
}

const plans = ['planner', 'full'] as const satisfies PipelineKind[];
const planner = ['planner'] as const satisfies PipelineKind[];
const tests = ['tester', 'full'] as const satisfies PipelineKind[];
const team = ['full'] as const satisfies PipelineKind[];

/** Every score that a story writes into a sample's record: 0..1, or null where it could not be measured. */
export const scoreTable = {
  pass: {
    unit: 'yes-no',
    pipelines: ['coder', 'full'],
    meaning: '1 if the first program passes the hidden tests',
    feeds: ['pass_at_<k>', 'pass_hat_<k>', 'flaky_tasks'],
  },
  plan_exact: {
    unit: 'yes-no',
    pipelines: plans,
    when: 'tasks with a reference plan',
    meaning:
      '1 if the steps are the reference plan’s, in order; case, white space and a final full stop do not count',
    feeds: ['plan_exact'],
  },
  plan_steps_f1: {
    unit: 'share',
    pipelines: plans,
    when: 'tasks with a reference plan',
    meaning: '2·shared ÷ (given + wanted) steps',
    feeds: ['plan_steps_f1'],
  },
  pass_with_plan: {
    unit: 'yes-no',
    pipelines: planner,
    meaning: '1 if the program made with the plan passes',
    feeds: ['pass_with_plan', 'plan_effect'],
  },
  pass_without_plan: {
    unit: 'yes-no',
    pipelines: planner,
    meaning: '1 if the program made without the plan passes',
    feeds: ['pass_without_plan', 'plan_effect'],
  },
  pass_after_repair: {
    unit: 'yes-no',
    pipelines: team,
    when: '`maxRounds` > 0',
    meaning: '1 if the last program after repair passes the hidden tests',
    feeds: ['pass_after_repair'],
  },
  refused: {
    unit: 'yes-no',
    pipelines: ['planner', 'coder', 'full'],
    meaning: '1 if the coder gave no program in a first answer',
    feeds: ['refused'],
  },
  assertions_hold: {
    unit: 'share',
    pipelines: tests,
    meaning: 'assertions that hold on the reference ÷ assertions; one said twice counts once',
    feeds: ['assertions_hold'],
  },
  tests_all_hold: {
    unit: 'yes-no',
    pipelines: tests,
    meaning: '1 if every assertion holds',
    feeds: ['tests_all_hold'],
  },
  mutants_killed: {
    unit: 'share',
    pipelines: tests,
    meaning:
      'mutants of the reference rejected by the assertions that hold ÷ mutants that the hidden tests reject (at most `mutants` a task)',
    feeds: ['mutants_killed'],
  },
  wrong_caught: {
    unit: 'share',
    pipelines: tests,
    meaning: 'the task’s own `wrong` programs rejected, likewise',
    feeds: ['wrong_caught'],
  },
  agreement: {
    unit: 'yes-no',
    pipelines: team,
    meaning: '1 if the tester’s tests and the hidden tests say the same of the coder’s program',
    feeds: ['agreement'],
  },
  false_alarm: {
    unit: 'yes-no',
    pipelines: team,
    when: 'right programs only',
    meaning: '1 if the tester’s tests reject a program that the hidden tests pass',
    feeds: ['false_alarm'],
  },
} as const satisfies Record<string, ScoreRow>;

export type ScoreKey = keyof typeof scoreTable;

/** Scores of one sample. A story writes these keys only; a record of another version may hold more. */
export type Scores = Partial<Record<ScoreKey, number | null>>;

/** What is known of a count of a sample. */
export interface CountRow {
  pipelines: readonly PipelineKind[];
  meaning: string;
  feeds: readonly MetricName[];
}

/** Every whole number that a story writes behind its scores; summed over a suite, never averaged alone. */
export const countTable = {
  assertions_total: { pipelines: tests, meaning: 'distinct assertions', feeds: ['assertions_hold'] },
  assertions_held: { pipelines: tests, meaning: 'those that hold', feeds: ['assertions_hold'] },
  mutants_total: { pipelines: tests, meaning: 'mutants they were tried on', feeds: ['mutants_killed'] },
  mutants_killed: { pipelines: tests, meaning: 'those they reject', feeds: ['mutants_killed'] },
  wrong_total: { pipelines: tests, meaning: 'wrong programs they were tried on', feeds: ['wrong_caught'] },
  wrong_caught: { pipelines: tests, meaning: 'those they reject', feeds: ['wrong_caught'] },
  tp: {
    pipelines: team,
    meaning: '1 if the tester passes a right program (positive = says pass)',
    feeds: ['balanced_accuracy'],
  },
  fp: { pipelines: team, meaning: '1 if it lets a wrong program through', feeds: ['balanced_accuracy'] },
  fn: {
    pipelines: team,
    meaning: '1 if it rejects a right program, a false alarm',
    feeds: ['balanced_accuracy'],
  },
  tn: { pipelines: team, meaning: '1 if it rejects a wrong program', feeds: ['balanced_accuracy'] },
  repair_rounds: { pipelines: team, meaning: 'repair rounds asked for', feeds: [] },
  repair_refused: { pipelines: team, meaning: '1 if the last of them gave no program', feeds: [] },
} as const satisfies Record<string, CountRow>;

export type CountKey = keyof typeof countTable;

/** Counts of one sample; as `Scores`. */
export type Counts = Partial<Record<CountKey, number>>;

/** Sums of a suite that are counted over records, beside the sums of their counts. */
export const suiteCountTable = {
  tainted: 'samples stopped at a limit twice',
  realm_trust: 'samples whose program and test shared a realm',
} as const;

export type SuiteCountKey = CountKey | keyof typeof suiteCountTable;
