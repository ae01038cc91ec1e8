import type { ProgramInput } from '../../../sandbox/index.ts';
import { topLevelNames } from '../../agents/extract-names.ts';
import { extractProgram } from '../../agents/extract-program.ts';
import type { Task } from '../../contract/task.ts';
import { hiddenProgram } from '../hidden-program.ts';
import { continuedProgram, type CompletionTask } from '../completion-task.ts';

/** What a sample gives to execute, or why it gives nothing. */
export type SampleProgram = { kind: 'program'; program: ProgramInput } | { kind: 'refusal'; reason: string };

/**
 * The program that a sample makes for its task. `completion` goes on where a data set's prompt ends (cut at its stop tokens); for our own tasks it is an
 * answer of any shape, taken apart as a coder's is. `solution` is a whole program; helper functions of the prompt are put before it
 * unless it declares them itself.
 */
export function sampleProgram(
  item: CompletionTask,
  sample: { completion: string } | { solution: string },
  limits?: ProgramInput['limits'],
): SampleProgram {
  const { task, completes } = item;
  if ('solution' in sample) return { kind: 'program', program: wholeProgram(task, sample.solution, limits) };
  if (completes.kind === 'prompt') {
    const { prelude: _inPrompt, ...rest } = task;
    const code = continuedProgram(completes, sample.completion);
    return { kind: 'program', program: hiddenProgram(rest, code, limits) };
  }
  const extracted = extractProgram(sample.completion, { entryPoint: task.entry_point });
  if (extracted.kind === 'refusal') return extracted;
  const program = wholeProgram(task, extracted.code, limits);
  return { kind: 'program', program: extracted.lang === 'ts' ? { ...program, lang: 'ts' } : program };
}

/** The data set's own solution as a program; undefined where it has none. */
export function canonicalProgram(
  item: CompletionTask,
  limits?: ProgramInput['limits'],
): SampleProgram | undefined {
  if (item.canonical !== undefined) return sampleProgram(item, { completion: item.canonical }, limits);
  if (item.task.reference === '') return undefined;
  return { kind: 'program', program: hiddenProgram(item.task, item.task.reference, limits) };
}

function wholeProgram(task: Task, code: string, limits?: ProgramInput['limits']): ProgramInput {
  const declared = new Set(topLevelNames(code));
  const declaresPrelude =
    task.prelude !== undefined && topLevelNames(task.prelude).some((name) => declared.has(name));
  if (!declaresPrelude) return hiddenProgram(task, code, limits);
  const { prelude: _declared, ...rest } = task;
  return hiddenProgram(rest, code, limits);
}
