import { expect, test } from 'vitest';
import { selectionFromEnvironment } from './environment-selection.ts';

test('without variables everything is selected', () => {
  expect(selectionFromEnvironment({})).toEqual({});
  expect(selectionFromEnvironment({ HERMES_SUITE: '', HERMES_LIMIT: '', HERMES_SAMPLES: '' })).toEqual({});
});

test('HERMES_SUITE names suites with commas between, HERMES_LIMIT and HERMES_SAMPLES are whole numbers', () => {
  expect(
    selectionFromEnvironment({ HERMES_SUITE: 'coder,,full', HERMES_LIMIT: '6', HERMES_SAMPLES: '3' }),
  ).toEqual({ suites: ['coder', 'full'], limit: 6, samples: 3 });
});

test.each(['0', '-1', '1.5', 'six', 'NaN'])('HERMES_LIMIT=%s is refused by name and value', (text) => {
  expect(() => selectionFromEnvironment({ HERMES_LIMIT: text })).toThrow(
    `[HERMES_CONFIG_INVALID] HERMES_LIMIT is "${text}", which is not a whole number from 1.`,
  );
});
