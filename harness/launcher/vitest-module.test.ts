import { expect, test } from 'vitest';
import { notInert, hostileName } from '../contract/testing/unseen.ts';
import { Suite } from '../contract/suite.ts';
import { gateTitle, inSuiteFile, selectedPart, suiteModule, taskTitle } from './vitest-module.ts';

const task = (id: string) => ({
  task_id: id,
  statement: 's',
  signature: 'function f()',
  entry_point: 'f',
  reference: '',
  cases: [{ args: [], expected: 1 }],
});
const suite = Suite.parse({
  name: 'own',
  pipeline: 'coder',
  samples: 1,
  gates: [{ metric: 'pass_at_1', threshold: 0.5, direction: 'atLeast' }],
  origin: { kind: 'typed', name: 'own', sha256: '0'.repeat(64), locked: false, excluded: [] },
  tasks: [task('plain'), task(hostileName)],
});

test('titles of tests are inert, and select the tasks that they stand for', () => {
  const titles = suite.tasks.map((each) => taskTitle(each));
  expect(notInert(titles.join('\n'))).toEqual([]);
  expect(titles[0]).toBe('plain');
  const code = suiteModule([{ suite, selected: true }], { workerModule: '/w.js' });
  for (const title of titles) expect(code).toContain(`test(${JSON.stringify(title)}, `);
  expect(selectedPart(suite, new Set([titles[1]!])).tasks).toEqual([suite.tasks[1]]);
  expect(selectedPart(suite, new Set([gateTitle(suite.gates[0]!)])).tasks).toEqual(suite.tasks);
});

test('a failing test of a suite points at its file, and keeps where it came from', () => {
  const error = inSuiteFile(new TypeError('two\nlines'), '/project/evals/own.eval.ts') as Error;
  const [first, second, third, fourth] = (error.stack ?? '').split('\n');
  expect([first, second, third]).toEqual([
    'TypeError: two',
    'lines',
    '    at /project/evals/own.eval.ts:1:1',
  ]);
  expect(fourth).toContain('vitest-module.test.ts');
  expect(inSuiteFile('text', '/x')).toBe('text');
});
