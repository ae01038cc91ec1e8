import { expect, test } from 'vitest';
import { observationOf, recordOf } from './sample-fixtures.ts';
import { runInput } from './run-input.ts';

const suite = { name: 'coder', pipeline: 'coder', samples: 3, gates: [] } as const;

test('runInput() gives each suite in each arm that has samples, suites and arms by name', () => {
  const records = [recordOf('t', { arm: 'PM' }), recordOf('t', { arm: 'A' }), recordOf('u', { suite: 'b' })];
  const suites = [
    { ...suite, gates: [] },
    { ...suite, name: 'b', gates: [] },
    { ...suite, name: 'none', gates: [] },
  ];
  const inputs = runInput({ suites, records, observations: [] }).suites;
  expect(inputs.map(({ name, arm, ks }) => [name, arm, ks])).toEqual([
    ['b', 'PM', [1, 3]],
    ['coder', 'A', [1, 3]],
    ['coder', 'PM', [1, 3]],
  ]);
});

test('runInput() measures from the first start to the last end, of as many samples as there are', () => {
  const observations = Array.from({ length: 200_000 }, (_, sample) =>
    observationOf('t', { sample, startedMs: 50 + sample, wallMs: 7 }),
  );
  expect(runInput({ suites: [], records: [], observations }).wallMs).toBe(200_006);
  expect(runInput({ suites: [], records: [], observations: [] }).wallMs).toBe(0);
});
