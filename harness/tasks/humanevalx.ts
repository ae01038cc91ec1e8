import { readTaskSet } from './read-task-set.ts';
import type { TaskSource } from './task-source.ts';

/** Tasks of a HumanEval-X JavaScript file (JSONL as published). HermesError as `readTaskSet`. */
export function humanevalx(path: string): TaskSource {
  const { sha256, items } = readTaskSet(path, 'humanevalx');
  return { kind: 'humanevalx', name: path, sha256, path, tasks: items.map((item) => item.task) };
}
