import { expect, test } from 'vitest';
import { measureFreeCores } from './measure-free-cores.ts';

/** Measures as a machine would whose free cores are these, one after the other. */
function machine(...cores: number[]) {
  const left = [...cores];
  return { left, measure: () => Promise.resolve(left.shift() ?? 0) };
}

test('a moment in which others are busy does not decide: cores are measured again, and the best counts', async () => {
  const { left, measure } = machine(0.4, 1.1, 1.9, 0.1);
  expect(await measureFreeCores(2, measure)).toBe(1.9);
  expect(left).toEqual([0.1]);
});

test('an idle machine is measured once', async () => {
  const { left, measure } = machine(3.8, 1);
  expect(await measureFreeCores(4, measure)).toBe(3.8);
  expect(left).toEqual([1]);
});

test('a machine that stays busy is measured five times, and really', async () => {
  const { left, measure } = machine(1, 1, 1, 1, 1.2, 2);
  expect(await measureFreeCores(2, measure)).toBe(1.2);
  expect(left).toEqual([2]);
  expect(await measureFreeCores()).toBeGreaterThan(0);
});
