import { describe, expect, test } from 'vitest';
import { task, typed } from './typed.ts';

const add = task<(a: number, b: number) => number>({
  task_id: 'add',
  statement: 'Add.',
  signature: 'function add(a: number, b: number): number',
  entry_point: 'add',
  lang: 'ts',
  reference: 'function add(a: number, b: number): number { return a + b; }',
  cases: [{ args: [1, 2], expected: 3 }],
});

describe('tasks written in TypeScript', () => {
  test('are tasks like any other, with a digest of what they say', () => {
    const source = typed('mine', [add]);
    expect(source).toMatchObject({
      kind: 'typescript',
      name: 'mine',
      tasks: [{ task_id: 'add', crossing: 'data' }],
    });
    expect(source.sha256).toBe(typed('other', [{ ...add }]).sha256);
    expect(source.sha256).not.toBe(typed('mine', [{ ...add, statement: 'Sum.' }]).sha256);
  });

  test('have their cases checked by the compiler', () => {
    const wrong = task<(a: number) => string>({
      ...add,
      // @ts-expect-error a string is no number, and a number no string
      cases: [{ args: ['1'], expected: 1 }],
    });
    expect(wrong.cases).toHaveLength(1);
  });

  test.each([
    ['undefined', undefined, 'mine[0].cases[0].expected is undefined'],
    ['NaN', Number.NaN, 'mine[0].cases[0].expected is NaN'],
    ['a bigint', 1n, 'mine[0].cases[0].expected is a bigint'],
    ['a Map in a list', [new Map()], 'mine[0].cases[0].expected[0] is a Map'],
    ['a Date in an object', { at: new Date(0) }, 'mine[0].cases[0].expected.at is a Date'],
    ['half a surrogate pair', '\ud800', 'mine[0].cases[0].expected holds half a surrogate pair'],
  ])('refuse %s as an expected value, and say where', (_title, expected, message) => {
    const declared = { ...add, cases: [{ args: [], expected }] };
    const error = {
      code: 'HERMES_TASK_NOT_SERIALISABLE',
      message: expect.stringContaining(message) as string,
    };
    expect(() => typed('mine', [declared])).toThrow(expect.objectContaining(error));
  });

  test('refuse an id used twice, an unknown field and an empty list', () => {
    const unknown = { ...add, refrence: '' };
    expect(() => typed('mine', [add, add])).toThrow(/HERMES_TASK_DUPLICATE_ID.*mine\[1\]/);
    expect(() => typed('mine', [unknown])).toThrow(
      /HERMES_TASK_BAD_LINE.*mine\[0\].*did you mean "reference"/,
    );
    expect(() => typed('mine', [])).toThrow(/HERMES_TASK_EMPTY/);
  });
});
