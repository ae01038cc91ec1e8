import { expect, test } from 'vitest';
import type { Material } from '../contract/manifest.ts';
import { runDigests } from './digests.ts';

const material = (name: string, digit: string): Material => ({
  name,
  sha256: digit.repeat(64),
  location: 'x',
  annotations: {},
});
const run = {
  parameters: { seed: 1 },
  materials: [material('model', 'a'), material('node', 'b')],
  machineClass: 'c'.repeat(64),
  results: 'd'.repeat(64),
};

test('the run digest does not depend on the order of materials nor on where they lay', () => {
  const moved = run.materials.toReversed().map((item) => ({ ...item, location: 'elsewhere' }));
  expect(runDigests({ ...run, materials: moved })).toEqual(runDigests(run));
});

test('the run digest changes with a parameter, a material and the machine class, but not with the results', () => {
  const base = runDigests(run).run;
  expect(runDigests({ ...run, parameters: { seed: 2 } }).run).not.toBe(base);
  expect(runDigests({ ...run, materials: [material('model', 'e')] }).run).not.toBe(base);
  expect(runDigests({ ...run, machineClass: 'f'.repeat(64) }).run).not.toBe(base);
  expect(runDigests({ ...run, results: 'f'.repeat(64) }).run).toBe(base);
});
