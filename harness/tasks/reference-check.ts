import type { ProgramInput, Sandbox, Verdict } from '../../sandbox/index.ts';
import { digestOf } from '../contract/canonical-json.ts';
import { jsonOf } from '../contract/json.ts';
import type { Task } from '../contract/task.ts';
import { hiddenProgram } from './hidden-program.ts';
import { verdictLine } from './verdict-cause.ts';

/** What references are judged with; `known` remembers verdicts by the digest of what was judged. */
export interface ReferenceCheck {
  sandbox: Sandbox;
  limits?: ProgramInput['limits'] | undefined;
  /** Whether types are checked first, as those of the programs that are judged. */
  typeCheck?: boolean | undefined;
  signal?: AbortSignal | undefined;
  known?: Map<string, Promise<Verdict>> | undefined;
}

/** Why a task's own reference fails its hidden tests, in one line; undefined when it passes, or when the task has none (MultiPL-E). */
export async function referenceFailure(task: Task, check: ReferenceCheck): Promise<string | undefined> {
  if (task.reference === '') return undefined;
  const verdict = await judgeReference(task, check);
  return verdict.status === 'passed' ? undefined : verdictLine(verdict);
}

/** The hidden tests' verdict on a task's own reference. */
export async function judgeReference(task: Task, check: ReferenceCheck): Promise<Verdict> {
  const { typeCheck, limits } = check;
  const program = { ...hiddenProgram(task, task.reference, limits), typeCheck };
  const key = digestOf(jsonOf(program));
  const judged = check.known?.get(key) ?? check.sandbox.run(program, { signal: check.signal });
  check.known?.set(key, judged);
  return await judged;
}
