import type { Sandbox } from '../../sandbox/index.ts';
import { Task } from '../contract/task.ts';
import { HermesError } from '../contract/errors.ts';
import { checkRecord, notSerialisable, type Finding } from './check-record.ts';
import { checkVerdicts } from './check-verdicts.ts';
import type { CompletionTask } from './completion-task.ts';
import { detectFormat, type RecordFormat } from './detect-format.ts';
import { inParallel } from './in-parallel.ts';
import { jsonProblem } from './json-value.ts';
import { explainIssue } from './load-jsonl.ts';
import { unjudgeable } from './missing-modules.ts';
import { parseLine, readJsonLines } from './read-lines.ts';
import { taskOfRecord } from './read-task-set.ts';
import type { TaskProblem } from './task-problem.ts';

/** What a check needs; `onTask` is told of each task when it has been executed. */
export interface CheckOptions {
  sandbox: Sandbox;
  signal?: AbortSignal | undefined;
  onTask?: ((done: number, total: number) => void) | undefined;
}

/**
 * All mistakes of a task file's author, each with file, line and fix, in the order of lines; empty when there are none. Goes on after a bad line. Reads
 * every format that `readTaskSet` reads; of published sets only what is wrong, not what could be better, is reported.
 * HermesError HERMES_TASK_MISSING or HERMES_TASK_NOT_UTF8; rejects with SandboxError, or the signal's reason when aborted.
 */
export async function checkTasks(path: string, options: CheckOptions): Promise<TaskProblem[]> {
  const lines = readJsonLines(path).lines.map((line) => readRecord(path, line));
  if (lines.length === 0) return [placed(emptyFile, { file: path, line: 0, taskId: null })];
  addDuplicates(lines);
  const sound = lines.filter((line) => line.item !== undefined && !line.findings.some(isError));
  let done = 0;
  await inParallel(sound, { limit: 4, signal: options.signal }, async (line) => {
    if (line.item !== undefined) line.findings.push(...(await checkVerdicts(line.item.task, options)));
    done += 1;
    options.onTask?.(done, sound.length);
  });
  return lines.flatMap(({ findings, number, item, format }) =>
    findings
      .filter((finding) => format === 'task' || isError(finding))
      .map((finding) => placed(finding, { file: path, line: number, taskId: item?.task.task_id ?? null })),
  );
}

interface ReadLine {
  number: number;
  format: RecordFormat;
  item: CompletionTask | undefined;
  findings: Finding[];
}

const emptyFile: Finding = {
  severity: 'error',
  kind: 'unreadable',
  message: 'the file holds no task.',
  fix: 'write one task a line.',
};

function readRecord(path: string, line: { number: number; text: string }): ReadLine {
  const where = `${path}:${line.number}`;
  const { number } = line;
  try {
    const record = parseLine(path, line);
    const format = detectFormat(record, where);
    const findings = format === 'task' ? fieldFindings(record) : [];
    if (findings.length > 0) return { number, format, item: undefined, findings };
    const item = taskOfRecord({ record, where, line: number }, format);
    const reason = unjudgeable(item);
    return {
      number,
      format,
      item,
      findings: [...checkRecord(item.task), ...(reason === undefined ? [] : [needsModule(reason)])],
    };
  } catch (error) {
    if (!(error instanceof HermesError)) throw error;
    return { number, format: 'task', item: undefined, findings: [findingOf(error, where)] };
  }
}

function needsModule(reason: string): Finding {
  return {
    severity: 'error',
    kind: 'missing-module',
    message: `${reason}: the task is left out of every run.`,
    fix: 'write what it needs into the test itself; it has node:assert and @jest/globals only.',
  };
}

/** Every field of our own records that is wrong, not only the first. */
function fieldFindings(record: Record<string, unknown>): Finding[] {
  const unheld = jsonProblem(record['cases'] ?? [], 'cases');
  if (unheld !== undefined) return [notSerialisable(unheld)];
  const known = Object.keys(Task.shape);
  const issues = Task.safeParse(record).error?.issues ?? [];
  return issues.flatMap((issue): Finding[] => {
    const kind = issue.code === 'unrecognized_keys' ? 'unknown-field' : 'bad-line';
    const single =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue];
    return single.map((one) => {
      const { message, fix } = explainIssue(one, known);
      return { severity: 'error', kind, message, fix };
    });
  });
}

function findingOf(error: HermesError, where: string): Finding {
  const { rawMessage, fix } = error;
  return { severity: 'error', kind: 'bad-line', message: rawMessage.replace(`${where} `, ''), fix };
}

function addDuplicates(lines: readonly ReadLine[]): void {
  const seen = new Map<string, number>();
  for (const { item, number, findings } of lines) {
    const id = item?.task.task_id;
    if (id === undefined) continue;
    const earlier = seen.get(id);
    if (earlier === undefined) seen.set(id, number);
    else findings.push(duplicate(id, earlier));
  }
}

function duplicate(id: string, earlier: number): Finding {
  return {
    severity: 'error',
    kind: 'duplicate-id',
    message: `the task id "${id}" is that of line ${earlier}, too.`,
    fix: 'give every task its own task_id.',
  };
}

function isError(finding: Finding): boolean {
  return finding.severity === 'error';
}

function placed(finding: Finding, place: Pick<TaskProblem, 'file' | 'line' | 'taskId'>): TaskProblem {
  return { ...finding, ...place };
}
