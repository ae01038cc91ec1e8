import { expect, test } from 'vitest';
import { continuedProgram } from './completion-task.ts';
import { readTaskSet } from './read-task-set.ts';
import { tasks } from './tasks.ts';

test('a MultiPL-E JavaScript record becomes a task with its tests under legacy assert', () => {
  const source = tasks.multiple('fixtures/datasets/multiple-js-sample.jsonl');
  expect(source.tasks).toHaveLength(3);
  expect(source.tasks[0]).toMatchObject({
    task_id: 'Sample_0_every_other',
    entry_point: 'every_other',
    signature: 'function every_other(items)',
    statement:
      'Give back every other item of the list, beginning with the first.\n>>> every_other([1, 2, 3])\n[1, 3]',
    lang: 'js',
    reference: '',
  });
  expect(source.tasks[0]?.test).toMatch(
    /^const legacyAssert = .*const assert = legacyAssert\(require\("node:assert"\)\);\n/,
  );
});

test('a MultiPL-E TypeScript record keeps its types, and its tests lose the lines only the compiler wants', () => {
  const source = tasks.multiple('fixtures/datasets/multiple-ts-sample.jsonl');
  expect(source.tasks[1]).toMatchObject({
    signature: 'function tally(text: string): {[key: string]: number}',
    lang: 'ts',
  });
  expect(source.tasks[1]?.test).not.toContain('declare');
  expect(source.tasks[1]?.test).toContain('function test() {\n  let candidate = tally;');
});

test('a completion goes on where the prompt ends and stops at the first stop token', () => {
  const [item] = readTaskSet('fixtures/datasets/multiple-js-sample.jsonl').items;
  if (item?.completes.kind !== 'prompt') throw new Error('not a prompt');
  const completion = '  return items.filter((_, i) => i % 2 === 0);\n}\n// more\nfunction other() {}';
  expect(continuedProgram(item.completes, completion)).toBe(
    `${item.completes.prompt}  return items.filter((_, i) => i % 2 === 0);\n}`,
  );
});
