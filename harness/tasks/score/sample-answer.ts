import { topLevelNames } from '../../agents/extract-names.ts';
import { extractProgram } from '../../agents/extract-program.ts';
import type { CoderAnswer } from '../../contract/agent-messages.ts';
import type { Task } from '../../contract/task.ts';
import { continuedProgram, type CompletionTask } from '../completion-task.ts';

/**
 * A sample as a coder's answer: a whole program, nothing is left to be put before it. `completion` goes on where a data set's prompt ends (cut at its stop
 * tokens); for our own tasks it is an answer of any shape, taken apart as a coder's is. `solution` is a whole program; helper functions of the prompt are put
 * before it unless it declares them itself.
 */
export function sampleAnswer(
  { task, completes }: CompletionTask,
  sample: { completion: string } | { solution: string },
): CoderAnswer {
  if ('solution' in sample) return { code: withPrelude(task, sample.solution) };
  if (completes.kind === 'prompt') return { code: continuedProgram(completes, sample.completion) };
  const { completion } = sample;
  const extracted = extractProgram(completion, { entryPoint: task.entry_point });
  if (extracted.kind === 'refusal') return { refusal: { reason: extracted.reason, text: completion } };
  const code = withPrelude(task, extracted.code);
  return extracted.lang === 'ts' ? { code, lang: 'ts' } : { code };
}

/** The data set's own solution; undefined where it has none. */
export function canonicalAnswer(item: CompletionTask): CoderAnswer | undefined {
  const { task, canonical } = item;
  if (canonical !== undefined) return sampleAnswer(item, { completion: canonical });
  if (task.reference === '') return undefined;
  return { code: task.prelude === undefined ? task.reference : `${task.prelude}\n${task.reference}` };
}

/** The task by which such answers are judged: their programs hold what stands before a coder's. */
export function scoredTask({ prelude: _inAnswers, ...task }: Task): Task {
  return task;
}

function withPrelude({ prelude }: Task, code: string): string {
  if (prelude === undefined) return code;
  const declared = new Set(topLevelNames(code));
  return topLevelNames(prelude).some((name) => declared.has(name)) ? code : `${prelude}\n${code}`;
}
