import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { codeRoot, packageRoot } from '../contract/package-files.ts';
import type { Suite } from '../contract/suite.ts';
import { inProject, type Project } from './open-project.ts';
import type { SuiteOfFile } from './project-protocol.ts';

/**
 * Evaluates the suite files of a project and gives their suites, sorted by name. Suites that ship with this package are added where `names` asks for one that the
 * project does not have. Throws HERMES_RUN_NO_SUITE and HERMES_RUN_SUITE_INVALID.
 */
export async function loadSuites(
  projectRoot: string,
  patterns: string[],
  options: { names?: string[] | undefined; project?: Project | undefined } = {},
): Promise<Suite[]> {
  const { names = [], project } = options;
  const files = suiteFiles(projectRoot, patterns);
  const own = (await loadSuiteFiles(projectRoot, files, project)).map(({ suite }) => suite);
  const asksForShipped = names.some((name) => !own.some((suite) => suite.name === name));
  const shipped = asksForShipped ? await shippedSuites(project) : [];
  const all = [...own, ...shipped.filter(({ name }) => !own.some((suite) => suite.name === name))];
  if (all.length === 0) {
    throw new HermesError('HERMES_RUN_NO_SUITE', {
      message: `no suite file matches ${patterns.join(', ')} in ${projectRoot}.`,
      fix: 'write evals/NAME.eval.ts with export default defineSuite({ … }), or let `hermes init` write the first one.',
    });
  }
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function shippedSuites(project: Project | undefined): Promise<Suite[]> {
  const pattern = join(relative(packageRoot, codeRoot), 'suites/*.eval.{ts,js}').replaceAll('\\', '/');
  const declared = await loadSuiteFiles(packageRoot, suiteFiles(packageRoot, [pattern]), project);
  return declared.map(({ suite }) => suite);
}

/** The suite files of a project, relative to it with forward slashes, sorted. */
export function suiteFiles(projectRoot: string, patterns: string[]): string[] {
  const found = patterns.flatMap((pattern) => globSync(pattern, { cwd: projectRoot }));
  return [...new Set(found.map((file) => file.replaceAll('\\', '/')))].sort();
}

/** The suites of some files, evaluated apart from this process. Throws HERMES_RUN_SUITE_INVALID. */
export async function loadSuiteFiles(
  projectRoot: string,
  files: string[],
  project?: Project,
): Promise<SuiteOfFile[]> {
  if (files.length === 0) return [];
  const suites = await inProject(project, (open) => open.suites(projectRoot, files));
  refuseDuplicates(suites);
  return suites;
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
