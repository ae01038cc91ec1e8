import {
  type Outcome,
  outcomeOfStatus,
  type SampleRecord,
  tokensOf,
  type TranscriptEvent,
} from '../contract/run-record.ts';
import type { PipelineKind } from '../contract/suite.ts';
import type { Task } from '../contract/task.ts';
import { scorePlan } from '../metrics/score-plan.ts';
import { parsedJson } from '../contract/json.ts';

type Verdict = Extract<TranscriptEvent, { type: 'verdict' }>;

/** What a transcript alone says of its sample's record: only what it does say. */
export interface Derived {
  tokens: SampleRecord['tokens'];
  /** Of completions, by role. */
  seeds: { role: string; seed: number }[];
  verdict: SampleRecord['verdict'];
  /** Every outcome that this transcript allows. */
  outcomes: readonly Outcome[];
  errorCode: string | undefined;
  scores: Record<string, number | null>;
  counts: Record<string, number>;
}

/** Reads a sample's transcript as the story wrote it, and derives what its record has to say. */
export function recordFromTranscript(
  transcript: readonly TranscriptEvent[],
  about: { pipeline: PipelineKind; task: Task; maxRounds: number },
): Derived {
  const errorCode = faultOf(transcript);
  const scores = errorCode === undefined ? scoresOf(transcript, about) : {};
  const main = mainVerdict(transcript, about);
  return {
    tokens: tokensOf(transcript),
    seeds: transcript.flatMap((event) =>
      event.type === 'completion' ? [{ role: event.role, seed: event.seed }] : [],
    ),
    verdict: errorCode === undefined ? (main?.status ?? null) : null,
    outcomes: errorCode === undefined ? outcomesOf(transcript, { ...about, main, scores }) : faultOutcomes,
    errorCode,
    scores,
    counts: errorCode === undefined ? testerCounts(transcript) : {},
  };
}

const faultOutcomes: Outcome[] = ['agent', 'timeout', 'harness', 'oversized'];

/** Code of the error that ended the sample. */
function faultOf(transcript: readonly TranscriptEvent[]): string | undefined {
  const last = transcript.at(-1);
  return last?.type === 'note' ? /^ended by (HERMES_\w+)$/.exec(last.text)?.[1] : undefined;
}

function verdictOf(transcript: readonly TranscriptEvent[], step: string): Verdict | undefined {
  return transcript.find((event): event is Verdict => event.type === 'verdict' && event.step === step);
}

function mainVerdict(
  transcript: readonly TranscriptEvent[],
  { pipeline, task }: { pipeline: PipelineKind; task: Task },
): Verdict | undefined {
  if (pipeline === 'tester' || (pipeline === 'planner' && task.plan !== undefined)) return undefined;
  return verdictOf(transcript, pipeline === 'planner' ? 'hidden-with-plan' : 'hidden');
}

function outcomesOf(
  transcript: readonly TranscriptEvent[],
  {
    pipeline,
    main,
    scores,
  }: { pipeline: PipelineKind; main: Verdict | undefined; scores: Derived['scores'] },
): Outcome[] {
  if (main !== undefined) return [outcomeOfStatus[main.status]];
  const asked = pipeline === 'planner' ? 'planner' : pipeline === 'tester' ? 'tester' : 'coder';
  const exact = pipeline === 'tester' ? scores['tests_all_hold'] : scores['plan_exact'];
  const refused = transcript.some(
    (event) => event.type === 'answer' && event.role === asked && isRefusal(event.answer),
  );
  if (refused || asked === 'coder' || exact === undefined) return ['agent'];
  return [exact === 1 ? 'passed' : 'failed'];
}

function scoresOf(
  transcript: readonly TranscriptEvent[],
  { pipeline, task, maxRounds }: { pipeline: PipelineKind; task: Task; maxRounds: number },
): Derived['scores'] {
  const passed = (step: string) => (verdictOf(transcript, step)?.status === 'passed' ? 1 : 0);
  const planning = pipeline === 'planner' || pipeline === 'full' ? planScores(transcript, task) : {};
  const testing = testerScores(transcript);
  if (pipeline === 'tester') return testing;
  const refused = firstAnswers(transcript).some((answer) => isRefusal(answer)) ? 1 : 0;
  if (pipeline === 'planner') {
    const without = passed('hidden-without-plan');
    const planned = transcript.some((event) => event.type === 'answer' && event.step === 'code-with-plan');
    return {
      ...planning,
      refused,
      pass_without_plan: without,
      pass_with_plan: planned ? passed('hidden-with-plan') : without,
    };
  }
  const repaired =
    verdictOf(transcript, 'hidden-after-repair') === undefined ? 'hidden' : 'hidden-after-repair';
  const noRepair = transcript.every((event) => event.type !== 'answer' || !event.step.startsWith('repair-'));
  return {
    ...planning,
    ...testing,
    refused,
    pass: passed('hidden'),
    ...(pipeline === 'full' &&
      maxRounds > 0 &&
      (noRepair || repaired !== 'hidden') && { pass_after_repair: passed(repaired) }),
    ...agreementScores(transcript),
  };
}

function firstAnswers(transcript: readonly TranscriptEvent[]): unknown[] {
  return transcript.flatMap((event) =>
    event.type === 'answer' && event.role === 'coder' && event.step.startsWith('code') ? [event.answer] : [],
  );
}

function planScores(transcript: readonly TranscriptEvent[], task: Task): Derived['scores'] {
  const planned = transcript.find((event) => event.type === 'answer' && event.step === 'plan');
  if (task.plan === undefined || planned?.type !== 'answer') return {};
  const steps = fieldOf(planned.answer, 'steps');
  const { exact, stepsF1 } = scorePlan(Array.isArray(steps) ? steps.map(String) : [], task.plan);
  return { plan_exact: exact, plan_steps_f1: stepsF1 };
}

function agreementScores(transcript: readonly TranscriptEvent[]): Derived['scores'] {
  const [tests, hidden] = ['tests-on-program', 'hidden'].map((step) => verdictOf(transcript, step));
  if (tests === undefined || hidden === undefined) return {};
  const [says, is] = [tests.status === 'passed', hidden.status === 'passed'];
  return { agreement: says === is ? 1 : 0, ...(is && { false_alarm: says ? 0 : 1 }) };
}

/** What the note of a scored tester says: counts by the keys of the record. */
function testerCounts(transcript: readonly TranscriptEvent[]): Record<string, number> {
  for (const event of transcript) {
    const said = event.type === 'note' ? parsedJson(event.text) : undefined;
    const [held, killed, alive, caught] = ['held', 'killed', 'alive', 'wrongCaught'].map((key) =>
      fieldOf(said, key),
    );
    if (!Array.isArray(held) || !Array.isArray(killed) || !Array.isArray(alive) || !Array.isArray(caught))
      continue;
    return {
      assertions_total: held.length,
      assertions_held: held.filter((holds) => holds === true).length,
      mutants_total: killed.length + alive.length,
      mutants_killed: killed.length,
      wrong_total: caught.length,
      wrong_caught: caught.filter((was) => was === true).length,
    };
  }
  return {};
}

function testerScores(transcript: readonly TranscriptEvent[]): Derived['scores'] {
  const counts = testerCounts(transcript);
  const { assertions_total: total, assertions_held: held } = counts;
  if (total === undefined || held === undefined) return {};
  const share = (part: number | undefined, of: number | undefined) =>
    part === undefined || of === undefined || of === 0 ? null : part / of;
  return {
    assertions_hold: total === 0 ? 0 : held / total,
    tests_all_hold: total > 0 && held === total ? 1 : 0,
    mutants_killed: share(counts['mutants_killed'], counts['mutants_total']),
    wrong_caught: share(counts['wrong_caught'], counts['wrong_total']),
  };
}

function isRefusal(answer: unknown): boolean {
  return fieldOf(answer, 'refusal') !== undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
