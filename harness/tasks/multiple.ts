import { readTaskSet } from './read-task-set.ts';
import type { TaskSource } from './task-source.ts';

/** Tasks of a MultiPL-E JavaScript or TypeScript file (JSONL as published). They have no reference. HermesError as `readTaskSet`. */
export function multiple(path: string): TaskSource {
  const { sha256, items } = readTaskSet(path, 'multiple');
  return { kind: 'multiple', name: path, sha256, path, tasks: items.map((item) => item.task) };
}
