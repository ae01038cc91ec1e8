import type { ErrorTable } from './table.ts';

export const configErrors = {
  HERMES_CONFIG_INVALID: {
    exit: 2,
    meaning: 'hermes.config.ts, a HERMES_* variable or a flag has a value that is not allowed.',
  },
  HERMES_CONFIG_UNKNOWN_KEY: { exit: 2, meaning: 'The config has a key that does not exist.' },
  HERMES_CONFIG_UNKNOWN_VARIABLE: {
    exit: 2,
    meaning: 'A HERMES_* variable does not exist, and is nearly spelt like one that does.',
  },
  HERMES_CONFIG_LOAD: { exit: 2, meaning: 'The config file could not be loaded.' },
  HERMES_CONFIG_UNKNOWN_MODEL: { exit: 2, meaning: 'The chosen model has no entry in the config.' },
  HERMES_CONFIG_RELAXED: {
    exit: 2,
    meaning: 'HERMES_HERMETIC=1 forbids a relaxation that the config asks for.',
  },
  HERMES_CONFIG_USAGE: { exit: 2, meaning: 'The command line is not understood.' },
} as const satisfies ErrorTable<'CONFIG'>;
