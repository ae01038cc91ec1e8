import { createContext, runInContext } from 'node:vm';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, test } from 'vitest';
import { instrument } from './instrument.ts';

const clamp = `'use strict';
const low = 0;
function clamp(x, high) {
  if (x < low) return low;
  return x > high ? high : x;
} // the end`;

const typed = `type Pair<T> = { key: string; value: T };
const label = (n: number): string => (n > 1 ? 'many' : 'one');
class Box<T> {
  private readonly pairs: Pair<T>[] = [];
  add(key: string, value: T): this { this.pairs.push({ key, value }); return this; }
  describe(): string { return label(this.pairs.length) + ':' + this.pairs.map((p) => p.key).join('+'); }
}
function describe(keys: string[]): string {
  const box = new Box<number>();
  for (const key of keys) box.add(key, 1);
  return box.describe();
}`;

/** Runs a program in a bare context, one without process, require or any Node global, and evaluates an expression there. */
function evaluateBare(program: string, expression: string): unknown {
  const context = createContext(Object.create(null) as object);
  return runInContext(`${program}\n;(${expression})`, context, { timeout: 1000 });
}

function outcome(program: string, expression: string): string {
  try {
    return JSON.stringify(evaluateBare(program, expression)) ?? 'undefined';
  } catch (error) {
    return String(error);
  }
}

describe('instrument()', () => {
  test('leaves the behaviour alone when no mutant is active', async () => {
    const program = (await instrument(clamp, 'js')).programFor(null);
    expect(evaluateBare(program, '[clamp(-1, 5), clamp(0, 5), clamp(4, 5), clamp(9, 5)]')).toEqual([
      0, 0, 4, 5,
    ]);
  });

  test('keeps a directive first, so strict code stays strict', async () => {
    const program = (
      await instrument(`'use strict';\nfunction f() { return this === undefined; }`, 'js')
    ).programFor(null);
    expect(evaluateBare(program, 'f()')).toBe(true);
  });

  test('activates exactly one mutant, and each of them changes what the source says', async () => {
    const { mutants, programFor } = await instrument(clamp, 'js');
    const calls = '[clamp(-1, 5), clamp(0, 5), clamp(4, 5), clamp(9, 5)]';
    const original = outcome(programFor(null), calls);
    const alive = mutants.filter((mutant) => outcome(programFor(mutant.id), calls) === original);
    expect(mutants.length).toBeGreaterThanOrEqual(8);
    // At the boundary both branches give the same value, so exactly these two cannot be told apart.
    expect(alive.map((mutant) => mutant.replacement)).toEqual(['x <= low', 'x >= high']);
  });

  test('names kind, replacement and original place of a mutant', async () => {
    const { mutants } = await instrument(clamp, 'js');
    expect(mutants).toContainEqual({
      id: expect.any(Number),
      mutator: 'EqualityOperator',
      replacement: 'x <= low',
      line: 4,
      column: 7,
    });
    expect(mutants.map((mutant) => mutant.id)).toEqual(mutants.map((_, index) => index));
  });

  test('mentions no global of a host', async () => {
    const program = (await instrument(clamp, 'js')).programFor(0);
    expect(program).not.toMatch(/globalThis|process|require|Function\(/);
  });

  test('instruments TypeScript and leaves valid TypeScript behind', async () => {
    const { mutants, programFor } = await instrument(typed, 'ts');
    const run = (id: number | null): string =>
      outcome(stripTypeScriptTypes(programFor(id)), `describe(['a', 'b'])`);
    expect(run(null)).toBe('"many:a+b"');
    const separator = mutants.find((mutant) => mutant.mutator === 'StringLiteral' && mutant.line === 6);
    expect(separator).toBeDefined();
    expect(run(separator?.id ?? null)).not.toBe('"many:a+b"');
  });

  test('gives equal mutants and sources for equal code', async () => {
    const [first, second] = [await instrument(typed, 'ts'), await instrument(typed, 'ts')];
    expect(second.mutants).toEqual(first.mutants);
    expect(second.programFor(3)).toBe(first.programFor(3));
  });

  test('with a limit keeps ids and gives every kind of mutant its turn', async () => {
    const full = await instrument(typed, 'ts');
    const kinds = new Set(full.mutants.map((mutant) => mutant.mutator));
    const limited = await instrument(typed, 'ts', { limit: kinds.size });
    expect(new Set(limited.mutants.map((mutant) => mutant.mutator))).toEqual(kinds);
    expect(full.mutants).toEqual(expect.arrayContaining([...limited.mutants]));
    const [first] = limited.mutants;
    expect(limited.programFor(first?.id ?? null)).toBe(full.programFor(first?.id ?? null));
  });

  test('refuses an id that the program does not have', async () => {
    const { programFor } = await instrument(clamp, 'js');
    expect(() => programFor(999)).toThrow(RangeError);
  });

  test('rejects code that does not parse', async () => {
    await expect(instrument('function (', 'js')).rejects.toThrow(/Unexpected token/);
  });

  test('a program without anything to change has no mutants', async () => {
    const { mutants, programFor } = await instrument('const one = 1;', 'js');
    expect(mutants).toEqual([]);
    expect(evaluateBare(programFor(null), 'one')).toBe(1);
  });
});
