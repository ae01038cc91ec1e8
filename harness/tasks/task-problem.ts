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

export type TaskProblemKind =
  | 'bad-line'
  | 'unknown-field'
  | 'duplicate-id'
  | 'not-serialisable'
  | 'wrong-entry-point'
  | 'signature-without-entry-point'
  | 'conflicting-cases'
  | 'repeated-case'
  | 'reference-fails'
  | 'accepts-wrong'
  | 'accepts-nothing'
  | 'accepts-constant'
  | 'wrong-does-not-run'
  | 'no-wrong-programs'
  | 'no-reference'
  | 'unreadable';

/** Problems as text for people: one line each with its fix below, then a count. */
export function problemsText(problems: readonly TaskProblem[]): string {
  const lines = problems.map(({ severity, file, line, taskId, message, fix }) => {
    const task = taskId === null ? '' : ` ${taskId}:`;
    return `${file}:${line}  ${severity} ${task} ${message}\n    fix: ${fix}`.replace(/ {2,}(?=\S)/, '  ');
  });
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  return [...lines, `${count(errors, 'error')}, ${count(warnings, 'warning')}`].join('\n');
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
