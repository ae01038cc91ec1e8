import { expect, test } from 'vitest';
import type { Suite } from '../contract/suite.ts';
import { selectSuites } from './select-suites.ts';

const suiteOf = (name: string, count: number): Suite => ({
  name,
  pipeline: 'coder',
  samples: 1,
  onDemand: false,
  gates: [],
  origin: { kind: 'jsonl', name: 'x.jsonl', sha256: '0'.repeat(64), locked: true, excluded: [] },
  tasks: Array.from({ length: count }, (_, index) => ({
    task_id: `t${index}`,
    statement: 's',
    signature: 'function f()',
    entry_point: 'f',
    lang: 'js' as const,
    reference: '',
    cases: [{ args: [], expected: 1 }],
    crossing: 'data' as const,
  })),
});

test('selectSuites() takes all suites whole when nothing is asked', () => {
  const all = [suiteOf('a', 3), suiteOf('b', 2)];
  expect(selectSuites(all, {})).toEqual(all);
});

test('selectSuites() takes a suite on demand only when it is named', () => {
  const all = [suiteOf('a', 3), { ...suiteOf('core', 2), onDemand: true }];
  expect(selectSuites(all, {}).map(({ name }) => name)).toEqual(['a']);
  expect(selectSuites(all, { suites: ['core'] }).map(({ name }) => name)).toEqual(['core']);
});

test('selectSuites() spreads a limit over the whole list', () => {
  const [suite] = selectSuites([suiteOf('a', 10)], { limit: 3, samples: 4 });
  expect(suite?.tasks.map((task) => task.task_id)).toEqual(['t0', 't3', 't6']);
  expect(suite?.samples).toBe(4);
});

test('selectSuites() names the nearest suite for an unknown one', () => {
  expect(() => selectSuites([suiteOf('coder', 1)], { suites: ['codr'] })).toThrow(
    /HERMES_RUN_NO_SUITE.*'codr'.*did you mean 'coder'/,
  );
});

test('selectSuites() refuses an empty selection', () => {
  expect(() => selectSuites([suiteOf('a', 3)], { limit: 0 })).toThrow(/HERMES_RUN_EMPTY/);
  expect(() => selectSuites([], {})).toThrow(/HERMES_RUN_EMPTY/);
});

test('selectSuites() takes single tasks by id, of every suite that has them', () => {
  const all = [suiteOf('a', 3), suiteOf('b', 2), suiteOf('c', 1)];
  const chosen = selectSuites(all, { tasks: ['t1'] });
  expect(chosen.map(({ name, tasks }) => [name, tasks.map((task) => task.task_id)])).toEqual([
    ['a', ['t1']],
    ['b', ['t1']],
  ]);
  expect(() => selectSuites(all, { tasks: ['t1', 't9'] })).toThrow(/HERMES_RUN_EMPTY.*"t9".*did you mean/);
});
