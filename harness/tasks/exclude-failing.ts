import type { Sandbox } from '../../sandbox/index.ts';
import type { Task } from '../contract/task.ts';
import { hiddenProgram } from './mutants/hidden-program.ts';
import type { TaskSource } from './task-source.ts';
import { verdictLine } from './verdict-line.ts';

/**
 * The same source without the tasks whose own reference fails their hidden tests; `excluded` names each with the reason. Tasks without a
 * reference (MultiPL-E) stay: nothing can be said about them. Rejects with SandboxError, or the signal's reason when aborted.
 */
export async function excludeFailing(
  source: TaskSource,
  options: { sandbox: Sandbox; signal?: AbortSignal },
): Promise<TaskSource> {
  const reasons = await Promise.all(source.tasks.map((task) => failureOf(task, options)));
  const excluded = source.tasks.flatMap((task, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ taskId: task.task_id, reason }];
  });
  const tasks = source.tasks.filter((_task, index) => reasons[index] === undefined);
  return { ...source, tasks, excluded: [...(source.excluded ?? []), ...excluded] };
}

async function failureOf(
  task: Task,
  { sandbox, signal }: { sandbox: Sandbox; signal?: AbortSignal },
): Promise<string | undefined> {
  if (task.reference === '') return undefined;
  const verdict = await sandbox.run(
    hiddenProgram(task, task.reference),
    signal === undefined ? {} : { signal },
  );
  return verdict.status === 'passed' ? undefined : verdictLine(verdict);
}
