import { dataset } from './dataset.ts';
import { humanevalx } from './humanevalx.ts';
import { jsonl } from './jsonl.ts';
import { multiple } from './multiple.ts';
import { task, typed } from './typed.ts';

/** Readers of tasks: each gives the tasks and the digest of where they came from. `task` writes one with typed cases for `typed`. */
export const tasks = { jsonl, humanevalx, multiple, dataset, typed, task };
