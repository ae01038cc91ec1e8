import type { ProgramInput, Sandbox, Verdict } from '../../../sandbox/index.ts';
import { HermesError } from '../../contract/errors.ts';
import { inParallel } from '../in-parallel.ts';
import { readTaskSet, type TaskSet } from '../read-task-set.ts';
import { canonicalSamples, readSamples, type Sample, type Samples } from './read-samples.ts';
import { lineOfFault, lineOfRefusal, lineOfVerdict, type ResultLine } from './result-line.ts';
import { ResultsFile } from './results-file.ts';
import { countOutcomes, passMetrics, type ScoreOutcomes, type ScoreResult } from './score-result.ts';

/** What to score and with what. */
export interface ScoreOptions {
  /** Task file: HumanEval-X JavaScript, MultiPL-E JavaScript or TypeScript, or our own records. */
  tasks: string;
  /** Samples file, or `canonical` for the data set's own solutions. */
  samples: string;
  sandbox: Sandbox;
  /** Default: those of 1, 10 and 100 that some task has enough samples for. */
  ks?: readonly number[];
  /** Samples executed side by side; give the sandbox's workers. Default 2. */
  concurrency?: number;
  /** Limits of every execution; the sandbox's own where left out. */
  limits?: ProgramInput['limits'];
  signal?: AbortSignal;
  /** Told after every sample. */
  onProgress?: (progress: ScoreProgress) => void;
}

export interface ScoreProgress {
  done: number;
  total: number;
  /** Results taken over from an earlier, interrupted scoring. */
  kept: number;
  outcomes: ScoreOutcomes;
}

/**
 * Scores completions made elsewhere: each sample is executed once in the sandbox, its result is in `<samples>_results.jsonl` before the next one
 * starts in its place, and an interrupted scoring goes on where it stopped. Rejects with HermesError HERMES_TASK_* for bad input (before anything is
 * executed) and with the signal's reason when aborted; a fault of the sandbox is the sample's outcome `harness`.
 */
export async function scoreSamples(options: ScoreOptions): Promise<ScoreResult> {
  const tasks = readTaskSet(options.tasks);
  const samples =
    options.samples === 'canonical'
      ? canonicalSamples(tasks, options.limits)
      : readSamples(options.samples, tasks, options.limits);
  const ks = usableKs(samples, options.ks);
  await using file = await ResultsFile.open(resultsPath(options), samples.all);
  const protection = await executeAll(samples.all, file, options);
  await file.finish();
  return resultOf({ tasks, samples, file, ks, protection });
}

/** Where the results of a scoring are written. */
function resultsPath({ tasks, samples }: Pick<ScoreOptions, 'tasks' | 'samples'>): string {
  return samples === 'canonical' ? `${tasks}_canonical_results.jsonl` : `${samples}_results.jsonl`;
}

type Protection = ScoreResult['sandbox'];

function usableKs(samples: Samples, asked: readonly number[] | undefined): readonly number[] {
  const most = samples.all.reduce((max, { sample }) => Math.max(max, sample + 1), 0);
  if (asked === undefined) return [1, 10, 100].filter((k) => k <= most);
  const bad = asked.find((k) => !Number.isInteger(k) || k < 1 || k > most);
  if (bad === undefined) return asked;
  throw new HermesError('HERMES_TASK_K_TOO_LARGE', {
    message: `pass@${bad} cannot be estimated: no task has more than ${most} sample${most === 1 ? '' : 's'}.`,
    fix: `give whole numbers from 1 to ${most} with -k, or more samples a task.`,
  });
}

async function executeAll(
  all: readonly Sample[],
  file: ResultsFile,
  options: ScoreOptions,
): Promise<Protection> {
  const kept = new Set(file.kept.map((line) => line.line));
  const waiting = all.filter((sample) => !kept.has(sample.line));
  const outcomes = countOutcomes(file.kept);
  let done = kept.size;
  let protection: Protection = null;
  const { concurrency = 2, signal, onProgress } = options;
  onProgress?.({ done, total: all.length, kept: kept.size, outcomes: { ...outcomes } });
  await inParallel(waiting, { limit: concurrency, signal }, async (sample) => {
    const { line, verdict } = await judge(sample, options);
    if (verdict !== undefined) protection ??= { levels: verdict.levels, engine: verdict.engine };
    await file.add(line);
    done += 1;
    if (line.outcome !== 'oversized') outcomes[line.outcome] += 1;
    onProgress?.({ done, total: all.length, kept: kept.size, outcomes: { ...outcomes } });
  });
  return protection;
}

async function judge(
  sample: Sample,
  { sandbox, signal }: Pick<ScoreOptions, 'sandbox' | 'signal'>,
): Promise<{ line: ResultLine; verdict?: Verdict }> {
  if (sample.made.kind === 'refusal') return { line: lineOfRefusal(sample, sample.made.reason) };
  try {
    const verdict = await sandbox.run(sample.made.program, signal === undefined ? {} : { signal });
    return { line: lineOfVerdict(sample, verdict), verdict };
  } catch (error) {
    signal?.throwIfAborted();
    return { line: lineOfFault(sample, error) };
  }
}

interface Scored {
  tasks: TaskSet;
  samples: Samples;
  file: ResultsFile;
  ks: readonly number[];
  protection: Protection;
}

function resultOf({ tasks, samples, file, ks, protection }: Scored): ScoreResult {
  const lines = file.results();
  const scored = new Set(lines.map((line) => line.task_id));
  const isCanonical = samples.path === null;
  return {
    tasks: { path: tasks.path, sha256: tasks.sha256, format: tasks.format, count: tasks.items.length },
    samples: {
      path: samples.path,
      sha256: samples.sha256,
      count: samples.all.length,
      kept: file.kept.length,
    },
    resultsPath: file.path,
    metrics: passMetrics(lines, ks),
    outcomes: countOutcomes(lines),
    tasksWithoutSamples: tasks.items.map((item) => item.task.task_id).filter((id) => !scored.has(id)),
    lowerTrust: lines.filter((line) => line.trust === 'realm').length,
    failures: lines
      .filter((line) => (isCanonical ? !line.passed : line.outcome === 'harness'))
      .map((line) => ({ taskId: line.task_id, line: line.line, outcome: line.outcome, cause: line.cause })),
    sandbox: protection,
  };
}
