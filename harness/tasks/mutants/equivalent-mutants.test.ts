import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { Task } from '../../contract/task.ts';
import { equivalentMutants, type KnownMutants } from './equivalent-mutants.ts';

const clamp = Task.parse({
  task_id: 'test/clamp',
  statement: 'Bring x into the range from 0 to high.',
  signature: 'function clamp(x, high)',
  entry_point: 'clamp',
  prelude: 'const low = 0;',
  reference: 'function clamp(x, high) {\n  if (x < low) return low;\n  return x > high ? high : x;\n}',
  cases: [
    { args: [-1, 5], expected: 0 },
    { args: [0, 5], expected: 0 },
    { args: [4, 5], expected: 4 },
    { args: [9, 5], expected: 5 },
  ],
});

describe('equivalentMutants()', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ workers: 1, reuse: 'clean' });
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
  });

  test('leaves out the mutants that pass every hidden test', async () => {
    const { reference, program, equivalent, countable } = await equivalentMutants(clamp, sandbox);
    const replacements = program.mutants
      .filter(({ id }) => equivalent.includes(id))
      .map((m) => m.replacement);
    expect(reference).toBe('passed');
    expect(replacements).toEqual(['x <= low', 'x >= high']);
    expect(countable.length).toBe(program.mutants.length - 2);
  });

  test('takes a mutant that never ends for rejected', async () => {
    const task = Task.parse({
      ...clamp,
      prelude: undefined,
      reference: 'function clamp(x) {\n  let n = 0;\n  while (n < x) n++;\n  return n;\n}',
      cases: [{ args: [3], expected: 3 }],
    });
    const { equivalent, countable } = await equivalentMutants(task, sandbox, { cpuMs: 100 });
    expect(equivalent).toEqual([]);
    expect(countable.map((mutant) => mutant.replacement)).toContain('n--');
  });

  test('counts no mutant when the reference itself fails', async () => {
    const task = Task.parse({ ...clamp, cases: [{ args: [1, 2], expected: 7 }] });
    const judged = await equivalentMutants(task, sandbox);
    expect(judged).toMatchObject({ reference: 'failed', countable: [], equivalent: [] });
  });

  test('judges a task once when it may keep what it found, and again when its tests change', async () => {
    const known = new Map<string, KnownMutants>();
    const first = await equivalentMutants(clamp, sandbox, { known, limit: 4 });
    expect([...known.keys()]).toEqual([first.digest]);
    known.set(first.digest, { reference: 'passed', equivalent: [first.program.mutants[0]?.id ?? -1] });
    const again = await equivalentMutants(clamp, sandbox, { known, limit: 4 });
    expect(again.equivalent).toEqual([first.program.mutants[0]?.id]);
    const fewer = Task.parse({ ...clamp, cases: clamp.cases?.slice(1) });
    const other = await equivalentMutants(fewer, sandbox, { known, limit: 4 });
    expect(other.digest).not.toBe(first.digest);
    expect(known.size).toBe(2);
  });

  test('rejects with the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(equivalentMutants(clamp, sandbox, { signal })).rejects.toThrow('enough');
  });

  test('rejects a reference that does not parse', async () => {
    const task = Task.parse({ ...clamp, reference: 'function clamp(' });
    await expect(equivalentMutants(task, sandbox)).rejects.toThrow(SyntaxError);
  });
});
