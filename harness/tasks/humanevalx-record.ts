import { z } from 'zod';
import { Task } from '../contract/task.ts';
import type { CompletionTask } from './completion-task.ts';
import { publishedPrompt, publishedRecord } from './published-record.ts';

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
  const {
    task_id,
    prompt,
    canonical_solution: canonical,
    test,
  } = publishedRecord(Record, record, {
    where,
    kind: 'a HumanEval-X',
    fields: 'task_id, prompt, canonical_solution, test',
  });
  const parts = publishedPrompt(prompt, { where, id: task_id });
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
