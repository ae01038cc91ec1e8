import { join } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { Suite } from '../contract/suite.ts';
import { useProjectFolder } from '../tasks/project-folder.ts';
import { importFile } from './import-file.ts';
import type { SuiteOfFile } from './project-protocol.ts';
import { listenForSuites } from './suite-listener.ts';

/**
 * Imports suite files and gives all suites that they export, by default or by name. Relative paths in them are read against the project.
 * `onFile` is told of each file before it is imported. Throws HERMES_RUN_SUITE_INVALID.
 */
export async function evaluateSuites(
  projectRoot: string,
  files: string[],
  onFile: (file: string) => void,
): Promise<SuiteOfFile[]> {
  const suites: SuiteOfFile[] = [];
  const restore = useProjectFolder(projectRoot);
  try {
    // One after the other, so that it is known which file declares what.
    for (const file of files) {
      onFile(file);
      suites.push(...(await suitesOf(projectRoot, file)));
    }
  } finally {
    restore();
  }
  return suites;
}

async function suitesOf(projectRoot: string, file: string): Promise<SuiteOfFile[]> {
  const declared: Suite[] = [];
  const stopListening = listenForSuites((suite) => declared.push(suite));
  const module = await importFile(join(projectRoot, file), {
    code: 'HERMES_RUN_SUITE_INVALID',
    shown: file,
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
