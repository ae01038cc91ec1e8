import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HermesError, textOf } from '../contract/errors.ts';
import { Suite } from '../contract/suite.ts';

/** Imports the suite files of a project and gives their suites, sorted by name. Throws HERMES_RUN_NO_SUITE and HERMES_RUN_SUITE_INVALID. */
export async function loadSuites(projectRoot: string, patterns: string[]): Promise<Suite[]> {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: projectRoot })).sort();
  if (files.length === 0) {
    throw new HermesError('HERMES_RUN_NO_SUITE', {
      message: `no suite file matches ${patterns.join(', ')} in ${projectRoot}.`,
      fix: 'write suites/NAME.eval.ts with export default defineSuite({ … }).',
    });
  }
  const suites = await Promise.all(files.map((file) => importSuite(projectRoot, file)));
  refuseDuplicates(suites);
  return suites.map(({ suite }) => suite).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function importSuite(projectRoot: string, file: string): Promise<{ file: string; suite: Suite }> {
  const module = await importFile(projectRoot, file);
  const parsed = Suite.safeParse(module.default);
  if (parsed.success) return { file, suite: parsed.data };
  throw new HermesError('HERMES_RUN_SUITE_INVALID', {
    message: `${file} has no suite as its default export.`,
    fix: 'export default defineSuite({ … }) from it.',
    cause: parsed.error,
  });
}

async function importFile(projectRoot: string, file: string): Promise<{ default?: unknown }> {
  try {
    return (await import(pathToFileURL(join(projectRoot, file)).href)) as { default?: unknown };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('HERMES_')) throw cause;
    throw new HermesError('HERMES_RUN_SUITE_INVALID', {
      message: `${file} could not be loaded: ${textOf(cause)}.`,
      fix: 'correct the file; `npx tsc --noEmit` may say more.',
      cause,
    });
  }
}

function refuseDuplicates(suites: { file: string; suite: Suite }[]): void {
  const seen = new Map<string, string>();
  for (const { file, suite } of suites) {
    const other = seen.get(suite.name);
    if (other !== undefined) {
      throw new HermesError('HERMES_RUN_SUITE_INVALID', {
        message: `${other} and ${file} both declare a suite '${suite.name}'.`,
        fix: 'give every suite a name of its own.',
      });
    }
    seen.set(suite.name, file);
  }
}
