import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';

/** Files that processes of ours begin with, or that somebody else's process imports by their path. */
export const entryFiles = {
  'run-host': 'harness/host/run-host-entry',
  agent: 'harness/agents/agent-entry',
  'model-worker': 'harness/pool/worker',
  'device-probe': 'harness/pool/probe',
  project: 'harness/launcher/project-entry',
  'vitest-main': 'harness/launcher/vitest-runs',
  'vitest-suites': 'harness/launcher/vitest-suites',
} as const;

/** Folder of this package, where its `package.json` lies: the repository, or `node_modules/hermes-harness`. */
export const packageRoot: string = nearestPackage(import.meta.dirname);

/** Where the code in use lies: the package itself when it runs from source, its `dist` when it was built. */
export const codeRoot: string = import.meta.filename.endsWith('.ts')
  ? packageRoot
  : join(packageRoot, 'dist');

/** Version of this package. */
export function packageVersion(): string {
  const manifest = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Path of such a file: TypeScript in the repository, JavaScript in the package. */
export function entryPath(name: keyof typeof entryFiles): string {
  return join(codeRoot, `${entryFiles[name]}${extname(import.meta.filename)}`);
}

/** Path of a file or folder that ships with the package and is read as data, by its path in the repository: `fixtures/hub`. */
export function assetPath(path: string): string {
  return join(packageRoot, path);
}

/** Folder whose `node_modules` holds this package; the package's own in the repository. */
export const installRoot: string = packageRoot.split(`${sep}node_modules${sep}`)[0] ?? packageRoot;

/**
 * What a process of ours reads of this package and the packages that are installed with it, for one that sees nothing else of this machine; and what in these folders
 * is none of its business: tasks and suites that ship with the package, and the caches of other tools.
 */
export function programFiles(): { readOnly: string[]; hidden: string[] } {
  const modules = [
    ...new Set([packageRoot, installRoot].map((folder) => join(folder, 'node_modules'))),
  ].filter((path) => existsSync(path));
  const own = ['package.json', 'harness', 'sandbox', 'dist'].map((name) => join(packageRoot, name));
  const caches = modules.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith('.') && !packageStores.has(name))
      .map((name) => join(folder, name)),
  );
  return {
    readOnly: [...new Set([...own, ...modules, ...modules.map((path) => realpathSync(path))])],
    hidden: [...['fixtures', 'suites', 'hermes.lock.json'].map((name) => join(packageRoot, name)), ...caches],
  };
}

/** Folders of `node_modules` in which package managers keep the packages themselves. */
const packageStores = new Set(['.pnpm', '.store', '.bin']);

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${import.meta.dirname}.`);
  return nearestPackage(parent);
}
