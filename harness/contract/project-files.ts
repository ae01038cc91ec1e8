/** Files that a project of Hermes is known by. No imports: Vitest's config file loads this before anything else. */

/** Config files, in the order in which they are looked for in one folder. */
export const configFileNames = [
  'hermes.config.ts',
  'hermes.config.mts',
  'hermes.config.js',
  'hermes.config.mjs',
  'hermes.config.json',
];

/** Where suites are looked for when the config does not say. */
export const defaultSuiteFiles = ['evals/**/*.eval.{ts,mts,js,mjs}', 'suites/**/*.eval.{ts,mts,js,mjs}'];
