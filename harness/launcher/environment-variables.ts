import { HermesError } from '../contract/errors.ts';
import { nearest } from '../contract/nearest.ts';

/** Every variable of ours that a person may set: the key of the config it stands for, if any, and what it does. */
export const variables: Record<string, { key?: string | undefined; meaning: string }> = {
  HERMES_ARM: { key: 'arms', meaning: 'arms, comma-separated' },
  HERMES_BACKEND: { key: 'backend', meaning: 'where completions come from' },
  HERMES_CHROMIUM: { meaning: 'browser for the tests of the report, in this repository only' },
  HERMES_HERMETIC: { meaning: '`1` forbids `hermetic: false`, every other relaxation, and `cache pull`' },
  HERMES_LIMIT: { meaning: 'tasks a suite, under Vitest (`--limit` of `hermes run`)' },
  HERMES_MODEL: { key: 'model', meaning: 'entry of `models`, or `org/name[:file]`' },
  HERMES_OUT: { key: 'out', meaning: 'where run directories go' },
  HERMES_PROFILE: { key: 'models.<name>.profile', meaning: 'prompts for the model in use' },
  HERMES_SAMPLES: { meaning: 'samples a task, under Vitest (`--samples`)' },
  HERMES_SEED: { key: 'seed', meaning: 'seed of the run' },
  HERMES_SUITE: { meaning: 'suites, comma-separated, under Vitest (`--suite`)' },
  HERMES_WORKERS: { key: 'workers', meaning: 'model workers' },
};

const knownVariables = Object.keys(variables);

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
