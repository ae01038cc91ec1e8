import { HermesError } from '../contract/errors.ts';
import { nearest } from '../contract/nearest.ts';

/** Every variable of ours that a person may set. */
const knownVariables = [
  'HERMES_ARM',
  'HERMES_BACKEND',
  'HERMES_CHROMIUM',
  'HERMES_HERMETIC',
  'HERMES_LIMIT',
  'HERMES_MODEL',
  'HERMES_OUT',
  'HERMES_PROFILE',
  'HERMES_SAMPLES',
  'HERMES_SEED',
  'HERMES_SUITE',
  'HERMES_WORKERS',
];

/**
 * Refuses a HERMES_* variable that looks like a misspelling of ours: HERMES_CONFIG_UNKNOWN_VARIABLE. Names far from all of ours belong to somebody else's
 * Hermes (the JavaScript engine has some) and are left alone.
 */
export function refuseUnknownVariables(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith('HERMES_') || knownVariables.includes(name)) continue;
    const guess = nearest(name, knownVariables, name.length - 'HERMES_'.length > 4 ? 2 : 1);
    if (guess === undefined) continue;
    throw new HermesError('HERMES_CONFIG_UNKNOWN_VARIABLE', {
      message: `there is no variable ${name}.`,
      fix: `did you mean ${guess}? Else unset it.`,
    });
  }
}
