/** Codes of one area: exit code it leads to (1 something differs, 2 usage or config, 3 harness, 4 seal) and what it means, one line for docs/errors.md. */
export type ErrorTable<Area extends string> = Record<
  `HERMES_${Area}_${string}`,
  { exit: 1 | 2 | 3 | 4; meaning: string }
>;
