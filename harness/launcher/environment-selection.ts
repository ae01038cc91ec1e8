import { HermesError } from '../contract/errors.ts';
import type { Selection } from './select-suites.ts';

/** The selection that HERMES_SUITE, HERMES_LIMIT and HERMES_SAMPLES ask for; under Vitest they stand in for flags. */
export function selectionFromEnvironment(env: Record<string, string | undefined>): Selection {
  const suites = env['HERMES_SUITE']?.split(',').filter((name) => name !== '');
  return {
    suites: suites?.length === 0 ? undefined : suites,
    limit: wholeNumber('HERMES_LIMIT', env),
    samples: wholeNumber('HERMES_SAMPLES', env),
  };
}

function wholeNumber(name: string, env: Record<string, string | undefined>): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new HermesError('HERMES_CONFIG_INVALID', {
    message: `${name} is ${JSON.stringify(text)}, which is not a whole number from 1.`,
    fix: `correct or unset ${name}.`,
  });
}
