import { dataset } from './dataset.ts';
import { readExercises } from './exercism.ts';
import { loadTasks } from './load-jsonl.ts';
import { judgeable, readTaskSet, type TaskSource } from './read-task-set.ts';
import { task, typed } from './typed.ts';

/** Readers of tasks: each gives the tasks and the digest of where they came from. `task` writes one with typed cases for `typed`. */
export const tasks = {
  jsonl,
  humanevalx,
  multiple,
  mxeval,
  exercism: readExercises,
  dataset,
  typed,
  task,
};

/** Tasks of a JSONL file of our own records (docs/tasks.md). HermesError as `loadTasks`. */
function jsonl(path: string): TaskSource {
  const { sha256, tasks: read } = loadTasks(path);
  return { kind: 'jsonl', name: path, sha256, path, tasks: read };
}

/** Tasks of a HumanEval-X JavaScript file (JSONL as published). HermesError as `readTaskSet`. */
function humanevalx(path: string): TaskSource {
  return published(path, 'humanevalx');
}

/** Tasks of a MultiPL-E JavaScript or TypeScript file (JSONL as published). They have no reference. HermesError as `readTaskSet`. */
function multiple(path: string): TaskSource {
  return published(path, 'multiple');
}

/** Tasks of an mxeval file (MBXP, multilingual HumanEval) in JavaScript or TypeScript, JSONL as published. HermesError as `readTaskSet`. */
function mxeval(path: string): TaskSource {
  return published(path, 'mxeval');
}

function published(path: string, kind: 'humanevalx' | 'multiple' | 'mxeval'): TaskSource {
  const set = readTaskSet(path, kind);
  const { items, excluded } = judgeable(set.items);
  return { kind, name: path, sha256: set.sha256, path, tasks: items.map((item) => item.task), excluded };
}
