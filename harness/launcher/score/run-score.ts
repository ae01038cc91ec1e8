import { availableParallelism } from 'node:os';
import type { Outcome, SampleRecord } from '../../contract/run-record.ts';
import { readSamples as readRecords } from '../../record/read-run.ts';
import { inParallel } from '../../tasks/in-parallel.ts';
import type { Sample } from '../../tasks/score/read-samples.ts';
import { concludeRun } from '../conclude-run.ts';
import { loadConfig } from '../load-config.ts';
import { openProject } from '../open-project.ts';
import { type ActiveRun, startRun } from '../start-run.ts';
import { type EarlierScoring, findEarlier, keyOf, markScoring, removeUnfinished } from './earlier-scoring.ts';
import { planScore, type ScorePlan } from './plan-score.ts';
import { refuseUnwritable, resultsPath, writeResults } from './results-file.ts';
import { scoreResult, type ScoreResult } from './score-result.ts';

/** What to score and with what. */
export interface ScoreOptions {
  projectRoot: string;
  env: Record<string, string | undefined>;
  /** Task file: HumanEval-X JavaScript, MultiPL-E or mxeval JavaScript or TypeScript, or our own records. */
  tasks: string;
  /** Samples file or folder of them, or `canonical` for the data set's own solutions. */
  samples: string;
  /** Look for the program in each text as in a chat answer. */
  extract?: boolean | undefined;
  /** Check the types of TypeScript programs first. Default: the config's. */
  typeCheck?: boolean | undefined;
  /** Default: those of 1, 10 and 100 that some task has enough samples for. */
  ks?: readonly number[] | undefined;
  /** Programs executed side by side. Default: the config's, or one a core. */
  workers?: number | undefined;
  /** Where the run directory goes. Default: the config's. */
  out?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Told after every sample. */
  onProgress?: ((progress: ScoreProgress) => void) | undefined;
}

/** How far a scoring is; `kept` results are taken over from an earlier one. */
export interface ScoreProgress {
  done: number;
  total: number;
  kept: number;
  outcomes: Partial<Record<Outcome, number>>;
}

/**
 * Scores completions made elsewhere: the story of a coder's sample over given answers, in a run host, with the record, journal, reports and ending of every run.
 * A sample is in the journal before the next one starts in its place, and an interrupted scoring goes on where it stopped. Rejects with HermesError HERMES_TASK_*
 * for bad input (before anything is executed) and with the signal's reason when aborted; a fault of ours is the sample's outcome `harness`.
 */
export async function runScore(options: ScoreOptions): Promise<ScoreResult> {
  const { projectRoot, env, ks, signal } = options;
  const plan = planScore({ ...options, ks });
  const path = resultsPath(options);
  refuseUnwritable(path);
  await using project = openProject();
  const loaded = await loadConfig({ projectRoot, env, overrides: { out: options.out }, project });
  const projectLedger = await project.close();
  const { sandbox } = loaded.config;
  const sandboxWorkers =
    options.workers ?? (sandbox.workers === 'auto' ? availableParallelism() : sandbox.workers);
  const typeCheck = options.typeCheck ?? sandbox.typeCheck;
  loaded.config.sandbox = { ...sandbox, workers: sandboxWorkers, typeCheck };
  const earlier = findEarlier(plan, loaded.config);
  await using run = await startRun({
    projectRoot,
    loaded,
    suites: [plan.suite],
    selection: {},
    env,
    launcher: 'cli',
    signal,
    earlier: earlier.entries,
    projectLedger,
  });
  markScoring(run.init.runDir, plan, loaded.config);
  removeUnfinished(earlier);
  await scoreAll(run, { plan, earlier, signal, onProgress: options.onProgress });
  const conclusion = await concludeRun({ ...run, wanted: null });
  const records = readRecords(conclusion.runDir);
  await writeResults(path, plan.samples, records);
  return scoreResult({ plan, conclusion, records, kept: earlier.entries.length, resultsPath: path });
}

async function scoreAll(
  { host, init }: ActiveRun,
  scoring: Pick<ScoreOptions, 'signal' | 'onProgress'> & { plan: ScorePlan; earlier: EarlierScoring },
): Promise<void> {
  const { plan, earlier, signal, onProgress } = scoring;
  const { suite, samples } = plan;
  const [arm = 'PM'] = init.config.arms;
  const kept = new Set(earlier.entries.map(({ record }) => keyOf({ ...record, taskId: record.task })));
  const waiting = samples.all.filter((sample) => !kept.has(keyOf(sample)));
  const tell = progressOf({ total: samples.all.length, earlier, onProgress });
  await host.openSuite(suite, { signal });
  await inParallel(
    waiting,
    { limit: init.sandboxWorkers, signal },
    async ({ taskId: task, sample, answer }: Sample) => {
      tell(await host.runSample({ suite: suite.name, arm, task, sample, given: answer }, { signal }));
    },
  );
}

function progressOf(scoring: {
  total: number;
  earlier: EarlierScoring;
  onProgress: ScoreOptions['onProgress'];
}): (record: SampleRecord) => void {
  const { total, earlier, onProgress } = scoring;
  const kept = earlier.entries.length;
  const outcomes: ScoreProgress['outcomes'] = {};
  const count = ({ outcome }: SampleRecord) => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  };
  for (const { record } of earlier.entries) count(record);
  let done = kept;
  const tell = () => onProgress?.({ done, total, kept, outcomes: { ...outcomes } });
  tell();
  return (record) => {
    count(record);
    done += 1;
    tell();
  };
}
