import { expect, test } from 'vitest';
import { problemsText, type TaskProblem } from './task-problem.ts';

const problem: TaskProblem = {
  severity: 'warning',
  kind: 'no-wrong-programs',
  file: 'tasks.jsonl',
  line: 1,
  taskId: 'a',
  message: 'there are no wrong programs.',
  fix: 'give some.',
};

test('each problem stands on its line with its place, task and fix', () => {
  const bad: TaskProblem = {
    ...problem,
    severity: 'error',
    kind: 'bad-line',
    line: 2,
    taskId: null,
    message: 'is not JSON.',
  };
  expect(problemsText([problem, bad])).toBe(
    [
      'tasks.jsonl:1  warning  a: there are no wrong programs.',
      '    fix: give some.',
      'tasks.jsonl:2  error  is not JSON.',
      '    fix: give some.',
      '1 error, 1 warning',
    ].join('\n'),
  );
});

test('many problems with one message are shown five times and counted', () => {
  const many = Array.from({ length: 120 }, (_, index) => ({ ...problem, line: index + 1 }));
  const lines = problemsText(many).split('\n');
  expect(lines).toHaveLength(12);
  expect(lines.slice(-2)).toEqual(['… and 115 more: there are no wrong programs.', '0 errors, 120 warnings']);
});

test('no problem is said, too', () => {
  expect(problemsText([])).toBe('0 errors, 0 warnings');
});
