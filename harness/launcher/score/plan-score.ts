import { relative, resolve, sep } from 'node:path';
import { HermesError } from '../../contract/errors.ts';
import { digestOf } from '../../contract/canonical-json.ts';
import type { LeftOutTask, Suite } from '../../contract/suite.ts';
import { judgeable, readTaskSet, type TaskSet } from '../../tasks/read-task-set.ts';
import { canonicalSamples, readSamples, type Samples } from '../../tasks/score/read-samples.ts';
import { scoredTask } from '../../tasks/score/sample-answer.ts';

/** What is to be scored, read and checked: a suite whose answers are given. */
export interface ScorePlan {
  tasks: TaskSet;
  samples: Samples;
  suite: Suite;
}

/**
 * Reads tasks and samples as a suite of the pipeline `coder`. Throws HermesError HERMES_TASK_* for input that cannot be scored: the errors of `readTaskSet` and
 * `readSamples`, and HERMES_TASK_K_TOO_LARGE.
 */
export function planScore(options: {
  tasks: string;
  samples: string;
  /** Look for the program in each text as in a chat answer. */
  extract?: boolean | undefined;
  ks: readonly number[] | undefined;
  projectRoot: string;
}): ScorePlan {
  const tasks = readTaskSet(options.tasks);
  const canonical = options.samples === 'canonical';
  const { extract = false } = options;
  const { items, excluded } = judgeable(tasks.items);
  const judged = new Set(items.map(({ task }) => task.task_id));
  const read = canonical ? canonicalSamples(tasks) : readSamples(options.samples, tasks, { extract });
  const samples = { ...read, all: read.all.filter(({ taskId }) => judged.has(taskId)) };
  if (samples.all.length === 0) throw nothingToJudge(options.tasks, excluded);
  const most = samples.all.reduce((highest, { sample }) => Math.max(highest, sample + 1), 1);
  const scored = new Set(samples.all.map(({ taskId }) => taskId));
  const nameOf = (path: string) => fromProject(path, options.projectRoot);
  return {
    tasks,
    samples,
    suite: {
      name: suiteName(options.tasks),
      pipeline: 'coder',
      samples: most,
      onDemand: false,
      // A data set is sound when every one of its own solutions passes.
      gates: canonical ? [{ metric: 'pass_at_1', threshold: 1, direction: 'atLeast' }] : [],
      origin: {
        kind: tasks.format,
        name: nameOf(options.tasks),
        sha256: tasks.sha256,
        locked: false,
        excluded,
      },
      tasks: tasks.items.map(({ task }) => scoredTask(task)).filter((task) => scored.has(task.task_id)),
      given: {
        name: canonical ? 'canonical' : nameOf(options.samples),
        sha256: samples.sha256 ?? digestOf(samples.all.map(({ answer }) => answer)),
        ks: [...usableKs(most, options.ks)],
        ...(extract && !canonical && { extracted: true as const }),
      },
    },
  };
}

function nothingToJudge(path: string, excluded: LeftOutTask[]): HermesError {
  const [first] = excluded;
  return new HermesError('HERMES_TASK_EMPTY', {
    message: `no sample is for a task of ${path} that can be judged here; the first that cannot is ${first?.taskId}: ${first?.reason}.`,
    fix: 'judge the set where its modules are installed, or take another edition of it.',
  });
}

function usableKs(most: number, asked: readonly number[] | undefined): readonly number[] {
  if (asked === undefined) return [1, 10, 100].filter((k) => k <= most);
  const bad = asked.find((k) => !Number.isInteger(k) || k < 1 || k > most);
  if (bad === undefined) return asked;
  throw new HermesError('HERMES_TASK_K_TOO_LARGE', {
    message: `pass@${bad} cannot be estimated: no task has more than ${most} sample${most === 1 ? '' : 's'}.`,
    fix: `give whole numbers from 1 to ${most} with -k, or more samples a task.`,
  });
}

/** A path inside the project as the project sees it, so that a record names no home folder. */
function fromProject(path: string, projectRoot: string): string {
  const inside = relative(projectRoot, resolve(projectRoot, path));
  return inside.startsWith('..') ? path : inside.split(sep).join('/');
}

/** A suite's name from its task file's: `humaneval_js.jsonl` is `humaneval_js`. */
function suiteName(path: string): string {
  const base = path.split(/[\\/]/).at(-1) ?? '';
  const plain = base
    .replace(/\.jsonl?$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-');
  return plain.replace(/^[^a-z0-9]+/, '').slice(0, 64) || 'scored';
}
