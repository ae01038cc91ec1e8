import type { Sandbox, Verdict } from '../../sandbox/index.ts';
import { digestOf } from '../contract/canonical-json.ts';
import type { HermesConfig } from '../contract/config.ts';
import type { Suite } from '../contract/suite.ts';
import type { Task } from '../contract/task.ts';
import { hiddenProgram } from '../tasks/mutants/hidden-program.ts';

/** What the check works with; `references` remembers verdicts by the digest of what was judged. */
export interface ReferenceCheck {
  sandbox: Sandbox;
  references: Map<string, Promise<Verdict>>;
  config: HermesConfig;
}

/** The tasks of a suite whose own reference fails the hidden tests: no number about them would mean anything. */
export async function failingReferences(
  suite: Suite,
  check: ReferenceCheck,
  signal: AbortSignal,
): Promise<{ taskId: string; reason: string }[]> {
  // A data set without references (MultiPL-E) has nothing to check.
  const tasks = suite.tasks.filter((task) => task.reference !== '');
  const verdicts = await Promise.all(tasks.map((task) => referenceVerdict(task, check, signal)));
  return tasks.flatMap((task, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined || verdict.status === 'passed') return [];
    return [{ taskId: task.task_id, reason: `${verdict.status}: ${verdict.error.message.slice(0, 200)}` }];
  });
}

function referenceVerdict(task: Task, check: ReferenceCheck, signal: AbortSignal): Promise<Verdict> {
  const { cpuMs, wallMs, memoryMiB } = check.config.sandbox;
  const program = hiddenProgram(task, task.reference, { cpuMs, wallMs, memoryMiB });
  const key = digestOf(program);
  const known = check.references.get(key) ?? check.sandbox.run(program, { signal });
  check.references.set(key, known);
  return known;
}
