import type { Verdict } from '../../sandbox/index.ts';
import { HermesError } from '../contract/errors.ts';
import type { Task } from '../contract/task.ts';
import { judgeReference, type ReferenceCheck, referenceFailure } from './reference-check.ts';
import { verdictLine } from './verdict-cause.ts';

/** What the control program says when it is called. */
const called = 'hermes: the control program was called';

/** Faults of a test that no program can bring about or mend before it is called. */
const anybodys = new Set<Verdict['testFault']>(['syntax', 'module', 'crossing', 'missing']);

/**
 * Why a task's hidden test cannot run, in one line; undefined where it can, or where nobody can tell. A program under test has no say in it: the proof is that
 * the task's own reference meets the same fault, or, where there is none, that a program that does nothing meets it before it is called.
 */
export async function brokenTest(task: Task, check: ReferenceCheck): Promise<string | undefined> {
  return (await faultOfTest(task, check))?.line;
}

/**
 * Throws HERMES_TASK_TEST_BROKEN when a program was not judged because the hidden test of its task cannot run. A verdict that only looks like it (a program can
 * feign it) stays what it is.
 */
export async function refuseBrokenTest(task: Task, verdict: Verdict, check: ReferenceCheck): Promise<void> {
  if (verdict.status === 'passed' || verdict.testFault === undefined) return;
  const fault = await faultOfTest(task, check);
  if (fault?.kind !== verdict.testFault) return;
  throw new HermesError('HERMES_TASK_TEST_BROKEN', {
    message: `the hidden test of ${task.task_id} cannot run, whatever program it judges: ${fault.line.replace(/\.$/, '')}.`,
    value: task.task_id,
    fix: 'mend the test or leave the task out: `hermes tasks check FILE` names all such tasks; a test may require node:assert only, and says "crossing": "realm" where it needs functions or instances.',
  });
}

/**
 * The tasks that nobody can be judged by: their own reference fails the hidden tests, or, where there is none, the hidden test cannot run. No number about them
 * would mean anything.
 */
export async function unsoundTasks(
  tasks: readonly Task[],
  check: ReferenceCheck,
): Promise<{ taskId: string; reason: string }[]> {
  const reasons = await Promise.all(
    tasks.map((task) => (task.reference === '' ? brokenTest(task, check) : referenceFailure(task, check))),
  );
  return tasks.flatMap(({ task_id: taskId }, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ taskId, reason }];
  });
}

async function faultOfTest(
  task: Task,
  check: ReferenceCheck,
): Promise<{ kind: Verdict['testFault']; line: string } | undefined> {
  if (task.test === undefined) return undefined;
  const isOwn = task.reference !== '';
  const verdict = await judgeReference(isOwn ? task : { ...task, reference: controlProgram(task) }, check);
  const { status, testFault: kind } = verdict;
  if (status === 'passed' || kind === undefined) return undefined;
  if (!isOwn && (!anybodys.has(kind) || wasCalled(verdict))) return undefined;
  return { kind, line: verdictLine(verdict) };
}

function controlProgram({ entry_point: name }: Task): string {
  return `function ${name}(...args) { console.log('${called}'); throw new Error('${called}'); }`;
}

function wasCalled(verdict: Verdict): boolean {
  const { status, logs } = verdict;
  return logs.includes(called) || (status !== 'passed' && verdict.error.message.includes(called));
}
