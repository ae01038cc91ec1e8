import { z } from 'zod';
import { Task } from '../contract/task.ts';
import type { CompletionTask } from './completion-task.ts';
import { splitPrompt } from './prompt-parts.ts';
import { badLine } from './read-lines.ts';

/** Fields of HumanEval-X that are used; all others (`example_test`, `declaration`, …) may be there. */
const Record = z.object({
  task_id: z.string().min(1),
  prompt: z.string().min(1),
  canonical_solution: z.string().optional(),
  test: z.string().min(1),
});

/**
 * A HumanEval-X JavaScript record as a task: helper functions of the prompt become `prelude`, the entry point is the last function of the prompt, and
 * its `console.assert` code is the hidden test. HermesError HERMES_TASK_BAD_LINE names the field that is wrong.
 */
export function humanevalxTask(record: unknown, where: string): CompletionTask {
  const parsed = Record.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw badLine(
      `${where} is not a HumanEval-X record: field "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}.`,
      'take the set as it was published (task_id, prompt, canonical_solution, test).',
      parsed.error,
    );
  }
  const { task_id, prompt, canonical_solution: canonical, test } = parsed.data;
  const parts = splitPrompt(prompt);
  if (parts === undefined) {
    throw badLine(
      `${where}: the prompt of ${task_id} declares no function.`,
      'give a prompt that ends in an open function.',
    );
  }
  const task = Task.parse({
    task_id,
    statement: parts.statement,
    signature: parts.signature,
    entry_point: parts.entryPoint,
    lang: 'js',
    ...(parts.prelude === '' ? {} : { prelude: parts.prelude }),
    reference: canonical === undefined ? '' : parts.opening + canonical,
    test,
  });
  return {
    task,
    completes: { kind: 'prompt', prompt, stopTokens: [] },
    canonical,
  };
}
