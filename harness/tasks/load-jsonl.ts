import type { z } from 'zod';
import { Task } from '../contract/task.ts';
import { HermesError } from '../contract/errors.ts';
import { nearest } from '../contract/nearest.ts';
import { badLine, parseLine, readJsonLines } from './read-lines.ts';

/** Tasks of one file with the digest that names its content. */
export interface TaskFile {
  path: string;
  /** SHA-256 of the file's bytes, lowercase hex. */
  sha256: string;
  tasks: Task[];
}

/**
 * Reads a JSONL file of our own task records. HermesError: HERMES_TASK_MISSING, HERMES_TASK_NOT_UTF8,
 * HERMES_TASK_BAD_LINE (with file:line, the field and what to do), HERMES_TASK_DUPLICATE_ID, HERMES_TASK_EMPTY.
 */
export function loadTasks(path: string): TaskFile {
  const file = readJsonLines(path);
  const tasks = file.lines.map((line) => parseTask(parseLine(path, line), `${path}:${line.number}`));
  const seen = new Map<string, number>();
  for (const [index, task] of tasks.entries()) {
    const number = file.lines[index]?.number ?? 0;
    refuseDuplicate({ id: task.task_id, where: `${path}:${number}`, earlier: seen.get(task.task_id) });
    seen.set(task.task_id, number);
  }
  refuseEmpty(path, tasks);
  return { path, sha256: file.sha256, tasks };
}

/** Checks one record; `where` is `file:line` or the like. HermesError HERMES_TASK_BAD_LINE names the field and the fix. */
export function parseTask(record: unknown, where: string): Task {
  const parsed = Task.safeParse(record);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const { message, fix } = explainIssue(issue, Object.keys(Task.shape));
  throw badLine(`${where} is not a task: ${message}`, fix, parsed.error);
}

/** What is wrong with a record and what to do, from zod's first issue. */
export function explainIssue(
  issue: z.core.$ZodIssue | undefined,
  known: readonly string[],
): { message: string; fix: string; field: string } {
  const field = issue?.path.join('.') ?? '';
  const what = issue?.message ?? 'not an object';
  if (issue?.code === 'unrecognized_keys') return explainUnknown([field, issue.keys[0] ?? ''], known);
  if (field === '') return { field, message: `${what}.`, fix: 'add "cases" or "test".' };
  return { field, message: `field "${field}": ${what}.`, fix: `correct "${field}" (docs/tasks.md).` };
}

function explainUnknown([parent, key]: [string, string], known: readonly string[]) {
  const near = nearest(key, known);
  return {
    field: key,
    message: `unknown field "${parent === '' ? key : `${parent}.${key}`}".`,
    fix: near === undefined ? `remove it; known fields are ${known.join(', ')}.` : `did you mean "${near}"?`,
  };
}

/** Throws HERMES_TASK_DUPLICATE_ID when a task of the same id came earlier. */
export function refuseDuplicate(found: { id: string; where: string; earlier: number | undefined }): void {
  if (found.earlier === undefined) return;
  throw new HermesError('HERMES_TASK_DUPLICATE_ID', {
    message: `${found.where} repeats the task id "${found.id}" of line ${found.earlier}.`,
    fix: 'give every task its own task_id.',
  });
}

/** Throws HERMES_TASK_EMPTY when there is nothing to evaluate. */
export function refuseEmpty(path: string, tasks: readonly unknown[]): void {
  if (tasks.length > 0) return;
  throw new HermesError('HERMES_TASK_EMPTY', {
    message: `${path} holds no task.`,
    fix: 'name a file with at least one task.',
  });
}
