import { expect, test } from 'vitest';
import { HermesConfig, ModelEntry } from '../contract/config.ts';
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
