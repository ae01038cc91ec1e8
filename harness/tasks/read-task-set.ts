import { HermesError } from '../contract/errors.ts';
import type { Task } from '../contract/task.ts';
import type { CompletionTask } from './completion-task.ts';
import { detectFormat, formatNames, type RecordFormat } from './detect-format.ts';
import { humanevalxTask } from './humanevalx-record.ts';
import { parseTask, refuseDuplicate, refuseEmpty } from './load-jsonl.ts';
import { unjudgeable } from './missing-modules.ts';
import { multipleTask } from './multiple-record.ts';
import { mxevalTask } from './mxeval-record.ts';
import { parseLine, readJsonLines } from './read-lines.ts';

/** All tasks of one file or data set, whatever its format. */
export interface TaskSet {
  path: string;
  /** SHA-256 of the bytes. */
  sha256: string;
  format: RecordFormat;
  items: CompletionTask[];
}

/** Tasks and where they came from; what every tasks.* reader gives and defineSuite() takes. */
export interface TaskSource {
  /** `jsonl`, `humanevalx`, `multiple`, `mxeval`, `exercism`, `dataset`, `typescript`. */
  kind: string;
  /** File as the suite named it; a name for tasks written in TypeScript. */
  name: string;
  /** SHA-256 of the source's bytes. */
  sha256: string;
  /** Present when the source is a file or folder that hermes.lock.json must hold; a data set of the Hub cache must be in it by its name. */
  path?: string | undefined;
  tasks: Task[];
  /** Tasks left out because they cannot be judged here, with why. */
  excluded?: { taskId: string; reason: string }[] | undefined;
}

/** One record and where it stands, `file:line` or the like. */
export interface PlacedRecord {
  record: Record<string, unknown>;
  where: string;
  line: number;
}

/**
 * Reads a JSONL task file of any known format; all lines must have the same. HermesError: those of `loadTasks`, and
 * HERMES_TASK_PYTHON_SET, HERMES_TASK_OTHER_LANGUAGE, HERMES_TASK_UNKNOWN_FORMAT.
 */
export function readTaskSet(path: string, expected?: RecordFormat): TaskSet {
  const file = readJsonLines(path);
  const records = file.lines.map((line) => ({
    record: parseLine(path, line),
    where: `${path}:${line.number}`,
    line: line.number,
  }));
  return { path, sha256: file.sha256, ...tasksOfRecords(records, { path, expected }) };
}

/** Records of one source as tasks; see `readTaskSet`. */
export function tasksOfRecords(
  records: readonly PlacedRecord[],
  source: { path: string; expected?: RecordFormat | undefined },
): { format: RecordFormat; items: CompletionTask[] } {
  refuseEmpty(source.path, records);
  const [first] = records;
  const format = first === undefined ? 'task' : detectFormat(first.record, first.where);
  if (source.expected !== undefined && format !== source.expected) {
    throw new HermesError('HERMES_TASK_UNKNOWN_FORMAT', {
      message: `${source.path} holds ${formatNames[format]}, not ${formatNames[source.expected]}.`,
      fix: `read it with tasks.${readers[format]}(…).`,
    });
  }
  const items = records.map((placed) => taskOfRecord(placed, format));
  const seen = new Map<string, number>();
  for (const [index, { task }] of items.entries()) {
    const { where, line } = records[index] ?? { where: source.path, line: 0 };
    refuseDuplicate({ id: task.task_id, where, earlier: seen.get(task.task_id) });
    seen.set(task.task_id, line);
  }
  return { format, items };
}

/** The tasks of a set that can be judged, and those that cannot, with why: what their prompt or test imports is not there. */
export function judgeable(items: readonly CompletionTask[]): {
  items: CompletionTask[];
  excluded: { taskId: string; reason: string }[];
} {
  const judged = items.map((item) => ({ item, reason: unjudgeable(item) }));
  return {
    items: judged.flatMap(({ item, reason }) => (reason === undefined ? [item] : [])),
    excluded: judged.flatMap(({ item, reason }) =>
      reason === undefined ? [] : [{ taskId: item.task.task_id, reason }],
    ),
  };
}

/** One record as a task of the given format. */
export function taskOfRecord({ record, where }: PlacedRecord, format: RecordFormat): CompletionTask {
  switch (format) {
    case 'task':
      return { task: parseTask(record, where), completes: { kind: 'answer' } };
    case 'humanevalx':
      detectFormat(record, where);
      return humanevalxTask(record, where);
    case 'multiple':
      detectFormat(record, where);
      return multipleTask(record, where);
    case 'mxeval':
      detectFormat(record, where);
      return mxevalTask(record, where);
  }
}

const readers: Readonly<Record<RecordFormat, string>> = {
  task: 'jsonl',
  humanevalx: 'humanevalx',
  multiple: 'multiple',
  mxeval: 'mxeval',
};
