import { expect, test } from 'vitest';
import { refuseUnknownVariables } from './environment-variables.ts';

test.each([
  ['HERMES_SUTE', 'HERMES_SUITE'],
  ['HERMES_WORKER', 'HERMES_WORKERS'],
  ['HERMES_HERMATIC', 'HERMES_HERMETIC'],
  ['HERMES_LIMITS', 'HERMES_LIMIT'],
])('%s is refused, with %s as the guess', (name, guess) => {
  expect(() => refuseUnknownVariables({ [name]: '1' })).toThrow(
    `[HERMES_CONFIG_UNKNOWN_VARIABLE] there is no variable ${name}. Fix: did you mean ${guess}?`,
  );
});

test('variables of ours, of other programs and of another Hermes are left alone', () => {
  const env = { HERMES_SUITE: 'a', HERMES_CLI_PATH: '/x', HERMES_ENABLE_DEBUGGER: '1', PATH: '/bin' };
  expect(() => refuseUnknownVariables(env)).not.toThrow();
});
