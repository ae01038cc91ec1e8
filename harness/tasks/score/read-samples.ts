import { z } from 'zod';
import type { CoderAnswer } from '../../contract/agent-messages.ts';
import { HermesError } from '../../contract/errors.ts';
import { nearest } from '../../contract/nearest.ts';
import type { CompletionTask } from '../completion-task.ts';
import type { TaskSet } from '../read-task-set.ts';
import { canonicalAnswer, sampleAnswer, type SampleText } from './sample-answer.ts';
import { readSampleRecords, type SampleRecordLine } from './sample-files.ts';

/** One sample to score. */
export interface Sample {
  taskId: string;
  /** Line in the samples file, or place of the record where it is no file of lines, from 1; for canonical solutions the place of the task. */
  line: number;
  /** Which sample of its task it is, from 0. */
  sample: number;
  answer: CoderAnswer;
}

/** All samples of one scoring. */
export interface Samples {
  /** Null for canonical solutions. */
  path: string | null;
  /** SHA-256 of the samples file, or over those of all files; null for canonical solutions. */
  sha256: string | null;
  all: Sample[];
}

/**
 * Reads samples in any of their forms: JSONL of `task_id` with `completion`, `solution` (which wins) or HumanEval-X's `generation`; MultiPL-E's own files of
 * `name` and `completions` (one a task, gzipped or not, or a folder of them); bigcode's `generations.json`. Other fields may be there. With `extract`, the program is
 * looked for in each text as in a chat answer. HermesError HERMES_TASK_MISSING, HERMES_TASK_NOT_UTF8, HERMES_TASK_EMPTY, HERMES_TASK_BAD_LINE,
 * HERMES_TASK_BAD_SAMPLE, HERMES_TASK_UNKNOWN_ID, with line and fix.
 */
export function readSamples(path: string, tasks: TaskSet, options: { extract?: boolean } = {}): Samples {
  const { sha256, lines } = readSampleRecords(path);
  const byId = new Map(tasks.items.map((item) => [item.task.task_id, item]));
  const counts = new Map<string, number>();
  const all = lines.flatMap((line): Sample[] => {
    const { item, texts } = Array.isArray(line.value)
      ? generations(line, tasks)
      : samplesOf(line.value, { line, byId, tasks });
    const taskId = item.task.task_id;
    return texts.map((text) => {
      const sample = counts.get(taskId) ?? 0;
      counts.set(taskId, sample + 1);
      return { taskId, line: line.number, sample, answer: sampleAnswer(item, text, options) };
    });
  });
  if (all.length > 0) return { path, sha256, all };
  throw new HermesError('HERMES_TASK_EMPTY', {
    message: `${path} holds no sample.`,
    fix: 'write one {"task_id", "completion"} a line.',
  });
}

/** The data set's own solutions as samples, one a task that has one. HermesError HERMES_TASK_NO_REFERENCE when none has. */
export function canonicalSamples(tasks: TaskSet): Samples {
  const all = tasks.items.flatMap((item, index): Sample[] => {
    const answer = canonicalAnswer(item);
    const taskId = item.task.task_id;
    return answer === undefined ? [] : [{ taskId, line: index + 1, sample: 0, answer }];
  });
  if (all.length > 0) return { path: null, sha256: null, all };
  throw new HermesError('HERMES_TASK_NO_REFERENCE', {
    message: `${tasks.path} holds no reference solutions.`,
    fix: 'MultiPL-E publishes none: give samples of your own with --samples FILE.jsonl.',
  });
}

interface SamplesOfTask {
  item: CompletionTask;
  texts: SampleText[];
}

const Record = z.object({
  task_id: z.string().optional(),
  name: z.string().optional(),
  completion: z.string().optional(),
  generation: z.string().optional(),
  solution: z.string().optional(),
  completions: z.array(z.string()).optional(),
});

function samplesOf(
  record: Record<string, unknown>,
  { line, byId, tasks }: { line: SampleRecordLine; byId: Map<string, CompletionTask>; tasks: TaskSet },
): SamplesOfTask {
  const { where } = line;
  const parsed = Record.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw badSample(`${where}: field "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}.`);
  }
  const { data } = parsed;
  const id = data.task_id ?? data.name;
  if (id === undefined) throw badSample(`${where} has no "task_id".`);
  const texts = textsOf(data);
  if (texts === undefined) {
    throw badSample(
      `${where} has neither "completion" nor "solution" (it has ${Object.keys(record).join(', ')}).`,
    );
  }
  return { item: byId.get(id) ?? unknownTask({ where, id, tasks }), texts };
}

function textsOf(data: z.infer<typeof Record>): SampleText[] | undefined {
  const { solution, completion = data.generation, completions } = data;
  if (solution !== undefined) return [{ solution }];
  if (completion !== undefined) return [{ completion }];
  return completions?.map((text) => ({ completion: text }));
}

/** bigcode's harness names no task: the n-th list is of the n-th task, each text with its prompt before it. */
function generations({ value, where, number }: SampleRecordLine, tasks: TaskSet): SamplesOfTask {
  const item = tasks.items[number - 1];
  const texts = z.array(z.string()).safeParse(value).data;
  if (item !== undefined && texts !== undefined) return { item, texts: texts.map((whole) => ({ whole })) };
  throw badSample(
    item === undefined
      ? `${where} is of task ${number}, and ${tasks.path} holds ${tasks.items.length}.`
      : `${where} is no list of texts.`,
  );
}

function badSample(message: string): HermesError {
  return new HermesError('HERMES_TASK_BAD_SAMPLE', {
    message,
    fix: 'write {"task_id": "…", "completion": "…"} or {"task_id": "…", "solution": "…"}.',
  });
}

function unknownTask({ where, id, tasks }: { where: string; id: string; tasks: TaskSet }): never {
  const ids = tasks.items.map((item) => item.task.task_id);
  const near = nearest(id, ids);
  throw new HermesError('HERMES_TASK_UNKNOWN_ID', {
    message: `${where} is a sample for "${id}", which ${tasks.path} does not hold.`,
    fix: near === undefined ? `use its ids (${ids.slice(0, 3).join(', ')} …).` : `did you mean "${near}"?`,
  });
}
