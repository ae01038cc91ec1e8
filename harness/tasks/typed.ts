import { digestOf } from '../contract/canonical-json.ts';
import type { Task } from '../contract/task.ts';
import { HermesError } from '../contract/errors.ts';
import { jsonProblem } from './json-value.ts';
import type { TaskSource } from './read-task-set.ts';
import { parseTask, refuseDuplicate, refuseEmpty } from './load-jsonl.ts';

/** Arguments and result of a task's function; the compiler holds every case to it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the widest function type there is; `unknown[]` would refuse every typed parameter.
type Solution = (...args: any[]) => unknown;

/** A task whose cases are typed by the function that is asked for: `TypedTask<(a: number, b: number) => number>`. */
export interface TypedTask<F extends Solution = Solution> extends Partial<Omit<Task, 'cases'>> {
  task_id: string;
  statement: string;
  signature: string;
  entry_point: string;
  /** Source text, not a function: what a function's text is depends on who compiled it. */
  reference: string;
  cases?: { args: Parameters<F>; expected: Awaited<ReturnType<F>> }[] | undefined;
}

/** Writes one task with typed cases: `task<(a: number) => string>({ … })`. */
export function task<F extends Solution>(declaration: TypedTask<F>): TypedTask<F> {
  return declaration;
}

/**
 * Tasks written in TypeScript: `tasks.typed('mine', [task<(n: number) => number>({ … })])`. HermesError as `loadTasks`, and
 * HERMES_TASK_NOT_SERIALISABLE for a case that JSON cannot hold (undefined, NaN, bigint, Map, Date …), with its place.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- as above: tasks of different functions in one list.
export function typed(name: string, declarations: readonly TypedTask<any>[]): TaskSource {
  const tasks = declarations.map((declaration, index) => checked(declaration, `${name}[${index}]`));
  const seen = new Map<string, number>();
  for (const [index, { task_id: id }] of tasks.entries()) {
    refuseDuplicate({ id, where: `${name}[${index}]`, earlier: seen.get(id) });
    seen.set(id, index);
  }
  refuseEmpty(name, tasks);
  return { kind: 'typescript', name, sha256: digestOf(tasks), tasks };
}

function checked(declaration: TypedTask, where: string): Task {
  const problem = jsonProblem(declaration.cases ?? [], `${where}.cases`);
  if (problem !== undefined) {
    throw new HermesError('HERMES_TASK_NOT_SERIALISABLE', {
      message: `${problem}, which JSON cannot hold.`,
      fix: 'use plain JSON in cases; check other values with test code (field "test").',
    });
  }
  return parseTask(declaration, where);
}
