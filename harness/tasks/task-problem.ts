import { inert, oneLine } from '../contract/inert.ts';

/** One mistake of a task author, where it stands and what to do about it. */
export interface TaskProblem {
  /** `error` = no number about this task would mean anything; `warning` = the task is weaker than it could be. */
  severity: 'error' | 'warning';
  /** What kind of mistake, e.g. `reference-fails`. */
  kind: TaskProblemKind;
  file: string;
  /** Line in the file, from 1; 0 when the problem is the file's. */
  line: number;
  /** Null when the line is not far enough a task to have one. */
  taskId: string | null;
  message: string;
  fix: string;
}

type TaskProblemKind =
  | 'bad-line'
  | 'unknown-field'
  | 'duplicate-id'
  | 'not-serialisable'
  | 'wrong-entry-point'
  | 'signature-without-entry-point'
  | 'conflicting-cases'
  | 'repeated-case'
  | 'missing-module'
  | 'reference-fails'
  | 'test-cannot-run'
  | 'accepts-wrong'
  | 'accepts-nothing'
  | 'accepts-constant'
  | 'wrong-does-not-run'
  | 'no-wrong-programs'
  | 'no-reference'
  | 'unreadable';

/** How many problems with the same message are shown one by one. */
const mostAlike = 5;

/** Problems as text for people: one line each with its fix below, then a count. Of many with the same message the first few are shown. */
export function problemsText(problems: readonly TaskProblem[]): string {
  const alike = Map.groupBy(problems, (problem) => problem.message);
  const lines = problems.flatMap((problem) => {
    const group = alike.get(problem.message) ?? [];
    const place = group.indexOf(problem);
    if (place < mostAlike) return [problemText(problem)];
    return place === mostAlike ? [`… and ${group.length - mostAlike} more: ${inert(problem.message)}`] : [];
  });
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return [...lines, `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`].join('\n');
}

function problemText({ severity, file, line, taskId, message, fix }: TaskProblem): string {
  const task = taskId === null ? '' : `${oneLine(taskId)}: `;
  return `${oneLine(file)}:${line}  ${severity}  ${task}${inert(message)}\n    fix: ${inert(fix)}`;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
