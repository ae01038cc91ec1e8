import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { configFileNames } from '../contract/project-files.ts';

/** Where a project lies, and why there. */
export interface ProjectRoot {
  root: string;
  /** Its config file, or null when it has none. */
  config: string | null;
}

/**
 * The project that a folder belongs to: the nearest folder upwards with a `hermes.config.*`, else the nearest with a `package.json`, else the folder itself.
 * So a run started in a subdirectory is the run of its project, and one config at the top of a monorepo is everybody's.
 */
export function findProjectRoot(from: string): ProjectRoot {
  const folders = upwards(resolve(from));
  for (const root of folders) {
    const config = configFileIn(root);
    if (config !== undefined) return { root, config };
  }
  const root = folders.find((folder) => existsSync(join(folder, 'package.json'))) ?? resolve(from);
  return { root, config: null };
}

/** The config file of a folder, if there is one. */
export function configFileIn(folder: string): string | undefined {
  return configFileNames.map((name) => join(folder, name)).find((path) => existsSync(path));
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
