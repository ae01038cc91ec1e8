import { z } from 'zod';
import type { CoderAnswer } from '../../contract/agent-messages.ts';
import { HermesError } from '../../contract/errors.ts';
import { nearest } from '../../contract/nearest.ts';
import { parseLine, readJsonLines } from '../read-lines.ts';
import type { TaskSet } from '../read-task-set.ts';
import { canonicalAnswer, sampleAnswer } from './sample-answer.ts';

/** One sample to score. */
export interface Sample {
  taskId: string;
  /** Line in the samples file, from 1; for canonical solutions the place of the task. */
  line: number;
  /** Which sample of its task it is, from 0. */
  sample: number;
  answer: CoderAnswer;
}

/** All samples of one scoring. */
export interface Samples {
  /** Null for canonical solutions. */
  path: string | null;
  /** SHA-256 of the samples file; null for canonical solutions. */
  sha256: string | null;
  all: Sample[];
}

/**
 * Reads JSONL samples: `task_id`, and `completion` or `solution` (which wins); other fields may be there. HermesError HERMES_TASK_MISSING,
 * HERMES_TASK_NOT_UTF8, HERMES_TASK_EMPTY, HERMES_TASK_BAD_LINE, HERMES_TASK_BAD_SAMPLE, HERMES_TASK_UNKNOWN_ID, with line and fix.
 */
export function readSamples(path: string, tasks: TaskSet): Samples {
  const file = readJsonLines(path);
  if (file.lines.length === 0) {
    throw new HermesError('HERMES_TASK_EMPTY', {
      message: `${path} holds no sample.`,
      fix: 'write one {"task_id", "completion"} a line.',
    });
  }
  const byId = new Map(tasks.items.map((item) => [item.task.task_id, item]));
  const counts = new Map<string, number>();
  const all = file.lines.map((line): Sample => {
    const where = `${path}:${line.number}`;
    const record = parseSample(parseLine(path, line), where);
    const item = byId.get(record.taskId) ?? unknownTask({ where, id: record.taskId, tasks });
    const sample = counts.get(record.taskId) ?? 0;
    counts.set(record.taskId, sample + 1);
    const { taskId } = record;
    return { taskId, line: line.number, sample, answer: sampleAnswer(item, record.text) };
  });
  return { path, sha256: file.sha256, all };
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

const Record = z.object({
  task_id: z.string(),
  completion: z.string().optional(),
  solution: z.string().optional(),
});

function parseSample(
  record: Record<string, unknown>,
  where: string,
): { taskId: string; text: { completion: string } | { solution: string } } {
  const parsed = Record.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw badSample(`${where}: field "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}.`);
  }
  const { task_id: taskId, completion, solution } = parsed.data;
  if (solution !== undefined) return { taskId, text: { solution } };
  if (completion !== undefined) return { taskId, text: { completion } };
  throw badSample(
    `${where} has neither "completion" nor "solution" (it has ${Object.keys(record).join(', ')}).`,
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
