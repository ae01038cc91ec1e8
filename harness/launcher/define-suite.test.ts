import { describe, expect, test } from 'vitest';
import { tasks } from '../tasks/tasks.ts';
import { defineSuite, gate, pipeline, type SuiteDeclaration } from './define-suite.ts';

const numbers = tasks.typed(
  'numbers',
  ['one', 'two', 'three', 'four'].map((word, index) =>
    tasks.task<() => number>({
      task_id: word,
      statement: `Return ${index + 1}.`,
      signature: `function ${word}()`,
      entry_point: word,
      reference: `function ${word}() { return ${index + 1}; }`,
      cases: [{ args: [], expected: index + 1 }],
    }),
  ),
);
const define = (changes: Partial<SuiteDeclaration> = {}) =>
  defineSuite({ name: 'numbers', tasks: numbers, pipeline: pipeline.coder(), ...changes });

describe('defineSuite()', () => {
  test('needs a name, tasks and a pipeline; the rest has defaults', () => {
    expect(define()).toMatchObject({
      name: 'numbers',
      pipeline: 'coder',
      samples: 1,
      onDemand: false,
      gates: [],
      origin: { kind: 'typescript', name: 'numbers', locked: false, excluded: [] },
    });
  });

  test('spreads a limit over the source, and keeps what is said of contamination', () => {
    const suite = define({ limit: 2, contamination: 'none known' });
    expect(suite.tasks.map((task) => task.task_id)).toEqual(['one', 'three']);
    expect(suite.origin.contamination).toBe('none known');
  });

  test('takes gates in both directions', () => {
    expect(define({ gate: [gate('pass_at_1').atLeast(0.8), gate('refused').atMost(0.1)] }).gates).toEqual([
      { metric: 'pass_at_1', threshold: 0.8, direction: 'atLeast' },
      { metric: 'refused', threshold: 0.1, direction: 'atMost' },
    ]);
  });

  test.each<[string, object]>([
    ['name', { name: 'Not A Name' }],
    ['tasks', { tasks: ['one'] }],
    ['samples', { samples: 0 }],
    ['limit', { limit: 1.5 }],
    ['pipeline', { pipeline: { kind: 'baker' } }],
    ['gat', { gat: [] }],
  ])('refuses a wrong %s by its name', (key, changes) => {
    expect(() => define(changes)).toThrow(
      new RegExp(`^\\[HERMES_RUN_SUITE_INVALID\\] suite "[^"]+":.*\\b${key}\\b`),
    );
  });
});
