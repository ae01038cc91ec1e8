import type { Evidence, Manifest } from '../../contract/manifest.ts';
import type { Outcome, SampleRecord } from '../../contract/run-record.ts';
import type { LeftOutTask } from '../../contract/suite.ts';
import type { MetricValue, SuiteSummary } from '../../contract/summary.ts';
import type { RecordFormat } from '../../tasks/detect-format.ts';
import type { Conclusion } from '../conclude-run.ts';
import type { ScorePlan } from './plan-score.ts';
import { keyOf } from './earlier-scoring.ts';

/** Everything that `hermes score` says, ready to be printed as JSON. */
export interface ScoreResult {
  runId: string;
  runDir: string;
  runDigest: string;
  resultsDigest: string;
  determinismClass: string;
  /** Why the run ended as it did, as in its manifest. */
  ending: Evidence['ending'];
  tasks: { path: string; sha256: string; format: RecordFormat; count: number };
  /** `path` and `sha256` are null for canonical solutions; `kept` of them were scored in an earlier scoring. */
  samples: { path: string | null; sha256: string | null; count: number; kept: number };
  resultsPath: string;
  /** `pass_at_<k>` and `pass_at_1_with_harness_errors` of the run's summary. */
  metrics: Record<string, MetricValue>;
  outcomes: SuiteSummary['outcomes'];
  /** Ids of tasks that no sample is for; they count in no rate. */
  tasksWithoutSamples: string[];
  /** Tasks that cannot be judged here, and why; they count in no rate. */
  leftOut: LeftOutTask[];
  /** What to try when something looks wrong with all of it; null when nothing does. */
  hint: string | null;
  /** Compiler by which TypeScript programs were checked for their types; `not checked`; null where there are none. */
  typeCheck: string | null;
  /** Samples judged with lower trust: program and test shared a realm. */
  lowerTrust: number;
  /** For canonical solutions every task whose own reference fails; else the samples that we failed to judge. */
  failures: { taskId: string; line: number; outcome: Outcome; cause: string }[];
  /** What protected and executed the samples. */
  sandbox: Pick<Evidence['sandbox'], 'levels' | 'engine'>;
}

/** What a concluded scoring says; `records` are those of its samples.jsonl. */
export function scoreResult(scored: {
  plan: ScorePlan;
  conclusion: Conclusion;
  records: readonly SampleRecord[];
  kept: number;
  resultsPath: string;
}): ScoreResult {
  const { plan, conclusion, records, kept } = scored;
  const { tasks, samples } = plan;
  const { manifest, runDir, summary } = conclusion;
  const [suite] = summary.suites;
  if (suite === undefined) throw new Error('a scoring has one suite.');
  const seen = new Set(samples.all.map(({ taskId }) => taskId));
  const unjudged = new Set(plan.suite.origin.excluded.map(({ taskId }) => taskId));
  const { levels, engine } = manifest.sandbox;
  return {
    runId: manifest.runId,
    runDir,
    runDigest: manifest.digests.run,
    resultsDigest: manifest.digests.results,
    determinismClass: manifest.determinism.class,
    ending: manifest.ending,
    tasks: { path: tasks.path, sha256: tasks.sha256, format: tasks.format, count: tasks.items.length },
    samples: { path: samples.path, sha256: samples.sha256, count: samples.all.length, kept },
    resultsPath: scored.resultsPath,
    metrics: Object.fromEntries(Object.entries(suite.metrics).filter(([key]) => key.startsWith('pass_at_'))),
    outcomes: suite.outcomes,
    tasksWithoutSamples: tasks.items
      .map((item) => item.task.task_id)
      .filter((id) => !seen.has(id) && !unjudged.has(id)),
    leftOut: plan.suite.origin.excluded,
    hint: hintOf(plan, records),
    typeCheck: typeCheckOf(plan, manifest),
    lowerTrust: records.filter(({ trust }) => trust === 'realm').length,
    failures: failuresOf(plan, records),
    sandbox: { levels, engine },
  };
}

function typeCheckOf({ suite }: ScorePlan, { parameters }: Manifest): string | null {
  return suite.tasks.some(({ lang }) => lang === 'ts') ? (parameters.typeCheck ?? 'not checked') : null;
}

/** Answers of a chat, taken as they are, are no programs. */
function hintOf({ suite }: ScorePlan, records: readonly SampleRecord[]): string | null {
  const broken = records.filter(({ cause }) => /\bSyntaxError\b/.test(cause)).length;
  if (2 * broken <= records.length || suite.given?.extracted === true) return null;
  return `${broken} of ${records.length} samples do not compile: if they are answers of a chat (fences, prose, repeated prompts), try --extract`;
}

function failuresOf({ samples }: ScorePlan, records: readonly SampleRecord[]): ScoreResult['failures'] {
  const lines = new Map(samples.all.map((sample) => [keyOf(sample), sample.line]));
  return records
    .filter(({ outcome }) => (samples.path === null ? outcome !== 'passed' : outcome === 'harness'))
    .map(({ task, sample, outcome, cause }) => ({
      taskId: task,
      line: lines.get(keyOf({ taskId: task, sample })) ?? 0,
      outcome,
      cause,
    }))
    .toSorted((a, b) => a.line - b.line);
}
