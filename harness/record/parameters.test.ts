import { expect, test } from 'vitest';
import { HermesConfig, ModelEntry } from '../contract/config.ts';
import { Suite } from '../contract/suite.ts';
import { runParameters } from './parameters.ts';

const parametersOf = (config: object) =>
  runParameters({
    config: HermesConfig.parse(config),
    model: ModelEntry.parse({ ref: 'org/name' }),
    suites: [],
    isModelAsked: true,
  });

test('what may vary without changing results is no parameter', () => {
  const varied = { workers: 3, out: 'elsewhere', cacheDir: '/x', sandbox: { workers: 4, reuse: 'never' } };
  expect(parametersOf(varied)).toEqual(parametersOf({}));
});

test('what changes the question is one', () => {
  for (const change of [
    { seed: 1 },
    { arms: ['A'] },
    { sandbox: { cpuMs: 7 } },
    { maxRounds: 1 },
    { mutants: 3 },
  ]) {
    expect(parametersOf(change)).not.toEqual(parametersOf({}));
  }
});

test('the order in which suites are named is no parameter', () => {
  const suites = ['b', 'a', 'c'].map((name) =>
    Suite.parse({
      name,
      pipeline: 'coder',
      samples: 1,
      gates: [],
      origin: { kind: 'jsonl', name: `${name}.jsonl`, sha256: '0'.repeat(64), locked: true, excluded: [] },
      tasks: [],
    }),
  );
  const run = {
    config: HermesConfig.parse({}),
    model: ModelEntry.parse({ ref: 'org/name' }),
    isModelAsked: true,
  };
  const given = runParameters({ ...run, suites });
  expect(runParameters({ ...run, suites: suites.toReversed() })).toEqual(given);
  expect(given.suites.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});
