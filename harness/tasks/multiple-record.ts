import { z } from 'zod';
import { Task } from '../contract/task.ts';
import type { CompletionTask } from './completion-task.ts';
import { withLegacyAssert } from './legacy-assert.ts';
import { publishedPrompt, publishedRecord } from './published-record.ts';

/** Fields of MultiPL-E that are used; all others (`doctests`, `original`, …) may be there. */
const Record = z.object({
  name: z.string().min(1),
  language: z.string().optional(),
  prompt: z.string().min(1),
  tests: z.string().min(1),
  stop_tokens: z.array(z.string()).default([]),
});

/**
 * A MultiPL-E JavaScript or TypeScript record as a task. It has no reference solution, so `reference` is empty. Its tests run as they are, without the
 * `declare` lines that only the TypeScript compiler wants and with Node's legacy assert. HermesError HERMES_TASK_BAD_LINE names the field that is wrong.
 */
export function multipleTask(record: unknown, where: string): CompletionTask {
  const {
    name,
    language,
    prompt,
    tests,
    stop_tokens: stopTokens,
  } = publishedRecord(Record, record, {
    where,
    kind: 'a MultiPL-E',
    fields: 'name, prompt, tests, stop_tokens',
  });
  const parts = publishedPrompt(prompt, { where, id: name });
  const isTypeScript = language === undefined ? declares.test(tests) : /^t/i.test(language);
  const task = Task.parse({
    task_id: name,
    statement: parts.statement,
    signature: parts.signature,
    entry_point: parts.entryPoint,
    lang: isTypeScript ? 'ts' : 'js',
    ...(parts.prelude === '' ? {} : { prelude: parts.prelude }),
    reference: '',
    test: withLegacyAssert(tests.replaceAll(new RegExp(declares, 'gm'), '')),
  });
  return { task, completes: { kind: 'prompt', prompt, stopTokens } };
}

const declares = /^[ \t]*declare\s+(?:var|let|const|function)\b[^\n]*\n?/m;
