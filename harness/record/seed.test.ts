import { expect, test } from 'vitest';
import { deriveSeed, seedWord } from './seed.ts';

const vector = { runSeed: 42, suite: 'humaneval', case: 'HumanEval/0', repeat: 0, role: 'coder', turn: 0 };

test('deriveSeed() gives the published vector', () => {
  expect(deriveSeed(vector)).toBe(2091707703);
});

test('deriveSeed() keeps 31 bits of the word', () => {
  expect(seedWord({ ...vector, repeat: 1 })).toBe(2151597968);
  expect(deriveSeed({ ...vector, repeat: 1 })).toBe(4114320);
});

test('deriveSeed() changes with every input', () => {
  const seeds = [
    vector,
    { ...vector, runSeed: 43 },
    { ...vector, suite: 'other' },
    { ...vector, case: 'HumanEval/1' },
    { ...vector, repeat: 2 },
    { ...vector, role: 'tester' },
    { ...vector, turn: 1 },
  ].map((inputs) => deriveSeed(inputs));
  expect(new Set(seeds).size).toBe(seeds.length);
});
