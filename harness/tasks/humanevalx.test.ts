import { expect, test } from 'vitest';
import { readTaskSet } from './read-task-set.ts';
import { tasks } from './tasks.ts';

const path = 'fixtures/datasets/humanevalx-sample.jsonl';

test('a HumanEval-X record becomes a task whose reference is the whole function', () => {
  const [first] = tasks.humanevalx(path).tasks;
  expect(first).toMatchObject({
    task_id: 'JavaScript/900',
    entry_point: 'countBetween',
    signature: 'const countBetween = (numbers, low, high) =>',
    reference:
      'const countBetween = (numbers, low, high) => {\n  return numbers.filter((n) => n > low && n < high).length;\n}\n\n',
    lang: 'js',
  });
  expect(first?.statement).toBe(
    'Give back how many numbers of the list lie strictly between low and high.\n>>> countBetween([1, 5, 9], 2, 9)\n1',
  );
  expect(first?.prelude).toBeUndefined();
});

test('helper functions of the prompt become the prelude, and the last function is the entry point', () => {
  const task = tasks.humanevalx(path).tasks[1];
  expect(task?.entry_point).toBe('unshiftLetters');
  expect(task?.prelude).toContain('const shiftLetters = (text) => {');
  expect(task?.prelude).not.toContain('const unshiftLetters');
  expect(task?.reference).toMatch(/^const unshiftLetters/);
  expect(task?.statement).toMatch(/^takes a text shifted by[^]*This code is there already:[^]*shiftLetters/);
});

test('prompt and canonical solution together are prelude and reference together', () => {
  for (const { task, completes, canonical } of readTaskSet(path).items) {
    if (completes.kind !== 'prompt') throw new Error('not a prompt');
    const whole = completes.prompt + (canonical ?? '');
    expect(whole.endsWith(task.reference)).toBe(true);
  }
});

test.each([
  ['fixtures/datasets/python-sample.jsonl', 'HERMES_TASK_PYTHON_SET'],
  ['fixtures/datasets/multiple-js-sample.jsonl', 'HERMES_TASK_UNKNOWN_FORMAT'],
  ['fixtures/tasks/micro.jsonl', 'HERMES_TASK_UNKNOWN_FORMAT'],
])('%s is refused as HumanEval-X', (other, code) => {
  expect(() => tasks.humanevalx(other)).toThrow(expect.objectContaining({ code }));
});
