import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { codeRoot, packageRoot } from '../contract/package-files.ts';
import { Suite } from '../contract/suite.ts';
import { useProjectFolder } from '../tasks/project-folder.ts';
import { importFile } from './import-file.ts';
import { listenForSuites } from './suite-listener.ts';

/** A suite and the file that declares it. */
export interface SuiteOfFile {
  /** Relative to the project, forward slashes. */
  file: string;
  suite: Suite;
}

/**
 * Imports the suite files of a project and gives their suites, sorted by name. Suites that ship with this package are added where `names` asks for one that the
 * project does not have. Throws HERMES_RUN_NO_SUITE and HERMES_RUN_SUITE_INVALID.
 */
export async function loadSuites(
  projectRoot: string,
  patterns: string[],
  names: string[] = [],
): Promise<Suite[]> {
  const own = (await loadSuiteFiles(projectRoot, suiteFiles(projectRoot, patterns))).map(
    ({ suite }) => suite,
  );
  const asksForShipped = names.some((name) => !own.some((suite) => suite.name === name));
  const shipped = asksForShipped ? await shippedSuites() : [];
  const all = [...own, ...shipped.filter(({ name }) => !own.some((suite) => suite.name === name))];
  if (all.length === 0) {
    throw new HermesError('HERMES_RUN_NO_SUITE', {
      message: `no suite file matches ${patterns.join(', ')} in ${projectRoot}.`,
      fix: 'write evals/NAME.eval.ts with export default defineSuite({ … }), or let `hermes init` write the first one.',
    });
  }
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function shippedSuites(): Promise<Suite[]> {
  const pattern = join(relative(packageRoot, codeRoot), 'suites/*.eval.{ts,js}').replaceAll('\\', '/');
  const declared = await loadSuiteFiles(packageRoot, suiteFiles(packageRoot, [pattern]));
  return declared.map(({ suite }) => suite);
}

/** The suite files of a project, relative to it with forward slashes, sorted. */
export function suiteFiles(projectRoot: string, patterns: string[]): string[] {
  const found = patterns.flatMap((pattern) => globSync(pattern, { cwd: projectRoot }));
  return [...new Set(found.map((file) => file.replaceAll('\\', '/')))].sort();
}

/**
 * The suites of some files: all that a file exports, by default or by name. Relative paths in them are read against the project.
 * `version` makes Node read files anew that changed since. Throws HERMES_RUN_SUITE_INVALID.
 */
export async function loadSuiteFiles(
  projectRoot: string,
  files: string[],
  version = 0,
): Promise<SuiteOfFile[]> {
  const suites: SuiteOfFile[] = [];
  const restore = useProjectFolder(projectRoot);
  try {
    // One after the other, so that it is known which file declares what.
    for (const file of files) suites.push(...(await suitesOf(projectRoot, file, version)));
  } finally {
    restore();
  }
  refuseDuplicates(suites);
  return suites;
}

async function suitesOf(projectRoot: string, file: string, version: number): Promise<SuiteOfFile[]> {
  const declared: Suite[] = [];
  const stopListening = listenForSuites((suite) => declared.push(suite));
  const module = await importFile(join(projectRoot, file), {
    code: 'HERMES_RUN_SUITE_INVALID',
    shown: file,
    version,
  }).finally(stopListening);
  const exported = Object.values(module).flatMap((value) => Suite.safeParse(value).data ?? []);
  if (exported.length === 0) {
    throw new HermesError('HERMES_RUN_SUITE_INVALID', {
      message: `${file} has no suite as its default export.`,
      fix: 'export default defineSuite({ … }) from it.',
    });
  }
  const names = new Set(exported.map(({ name }) => name));
  const lost = declared.find(({ name }) => !names.has(name));
  if (lost !== undefined) {
    throw new HermesError('HERMES_RUN_SUITE_INVALID', {
      message: `${file} declares a suite '${lost.name}' and does not export it.`,
      fix: `export it, by any name: export const ${lost.name.replaceAll(/\W+/g, '_')} = defineSuite({ … }).`,
    });
  }
  return [...names].map((name) => ({ file, suite: exported.find((suite) => suite.name === name) as Suite }));
}

function refuseDuplicates(suites: SuiteOfFile[]): void {
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
