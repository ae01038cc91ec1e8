import { topLevelNames } from '../../agents/extract-names.ts';
import { splitAnswer } from '../../agents/extract-blocks.ts';
import { extractProgram } from '../../agents/extract-program.ts';
import type { CoderAnswer } from '../../contract/agent-messages.ts';
import type { Task } from '../../contract/task.ts';
import { continuedProgram, type CompletionTask } from '../completion-task.ts';

/** What a samples file says of one sample; `whole` is a completion with its prompt before it. */
export type SampleText = { completion: string } | { solution: string } | { whole: string };

/**
 * A sample as a coder's answer: a whole program, nothing is left to be put before it. `completion` goes on where a data set's prompt ends (cut at its stop
 * tokens), or with `extract` is looked through for the program as a chat answer is; for our own tasks it is always an answer of any shape, taken apart as a coder's
 * is. `solution` is a whole program; helper functions of the prompt are put before it unless it declares them itself.
 */
export function sampleAnswer(
  { task, completes }: CompletionTask,
  sample: SampleText,
  { extract = false }: { extract?: boolean | undefined } = {},
): CoderAnswer {
  if (completes.kind === 'answer' && !('solution' in sample)) return extractedAnswer(task, textOf(sample));
  if (extract) {
    const found = extractedAnswer(task, textOf(sample));
    if ('code' in found || completes.kind === 'answer') return found;
    return { code: continuedFromChat(task, completes, textOf(sample)) };
  }
  if ('solution' in sample || completes.kind === 'answer') {
    return { code: withPrelude(task, textOf(sample)) };
  }
  const { completion = afterPrompt(completes, textOf(sample)) } = sample as { completion?: string };
  return { code: continuedProgram(completes, completion) };
}

function textOf(sample: SampleText): string {
  if ('solution' in sample) return sample.solution;
  return 'whole' in sample ? sample.whole : sample.completion;
}

function extractedAnswer(task: Task, text: string): CoderAnswer {
  const extracted = extractProgram(text, { entryPoint: task.entry_point });
  if (extracted.kind === 'refusal') return { refusal: { reason: extracted.reason, text } };
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

/**
 * A continuation that came in a fence, or after the prompt was repeated, or with more behind it than the function: what goes on where the prompt ends, up to the
 * first stop token, without prose and without a statement that was cut off behind it.
 */
function continuedFromChat(
  task: Task,
  completes: { prompt: string; stopTokens: string[] },
  text: string,
): string {
  const { fences } = splitAnswer(text);
  const body = fences.length === 1 ? (fences[0]?.text ?? text) : text;
  const program = continuedProgram(completes, afterPrompt(completes, body));
  const tidied = extractProgram(program, { entryPoint: task.entry_point });
  return tidied.kind === 'program' ? withPrelude(task, tidied.code) : program;
}

/** A text without the prompt that it repeats, by its words: how it is spaced and indented does not matter. */
function afterPrompt({ prompt }: { prompt: string }, text: string): string {
  if (text.startsWith(prompt)) return text.slice(prompt.length);
  const words = prompt.split(/\s+/).filter((word) => word !== '');
  let at = 0;
  for (const word of words) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    if (!text.startsWith(word, at)) return text;
    at += word.length;
  }
  return text.slice(at).replace(/^[ \t]*\n/, '');
}

function withPrelude({ prelude }: Task, code: string): string {
  if (prelude === undefined) return code;
  const declared = new Set(topLevelNames(code));
  return topLevelNames(prelude).some((name) => declared.has(name)) ? code : `${prelude}\n${code}`;
}
