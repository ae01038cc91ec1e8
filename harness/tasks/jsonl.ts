import { loadTasks } from './load-jsonl.ts';
import type { TaskSource } from './task-source.ts';

/** Tasks of a JSONL file of our own records (docs/tasks.md). HermesError as `loadTasks`. */
export function jsonl(path: string): TaskSource {
  const { sha256, tasks } = loadTasks(path);
  return { kind: 'jsonl', name: path, sha256, path, tasks };
}
