import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { codeRoot, packageRoot } from '../contract/package-files.ts';

/** Folders of the code that runs, below the package: sources in the repository, their JavaScript in the package. */
const codeFolders = ['harness', 'sandbox'].map((folder) => relative(packageRoot, join(codeRoot, folder)));
const codeEnding = /\.(?:ts|js|mjs|cjs|txt|proto)$/;
const notCode = /\.(?:test|bench|fixture)\.ts$|\.d\.m?ts$/;
const lockfileNames = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/** Folder whose `node_modules` holds this package; the package's own in the repository. */
export const installRoot = packageRoot.split(`${sep}node_modules${sep}`)[0] ?? packageRoot;

/** Digest over every file of Hermes's own that can change a result: code of harness and sandbox as it runs, tests left out. */
export function sourceDigest(): { sha256: string; files: number; location: string } {
  const entries = codeFolders
    .flatMap((folder) => filesBelow(join(packageRoot, folder)))
    .filter((path) => codeEnding.test(path) && !notCode.test(path))
    .map((path): [string, string] => [
      relative(packageRoot, path).split(sep).join('/'),
      sha256(readFileSync(path)),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { sha256: digestOf(entries), files: entries.length, location: codeFolders.join(' ') };
}

/** The lockfile that this package's dependencies were installed by: the nearest upwards; undefined where there is none. */
export function lockfilePath(): string | undefined {
  return upwards(packageRoot)
    .flatMap((folder) => lockfileNames.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Digest over the versions of the packages that Hermes runs with, as they lie in `node_modules`: what remains where no lockfile says it. */
export function dependenciesDigest(): { sha256: string; packages: number } {
  const found = new Set<string>();
  addVersions(join(packageRoot, 'package.json'), found);
  return { sha256: digestOf([...found].sort()), packages: found.size };
}

/** Path of the isolated-vm addon that this Node loads. */
export function isolatedVmPath(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('isolated-vm/package.json'));
  const nodeGypBuild = createRequire(join(folder, 'package.json'))('node-gyp-build') as {
    path(this: void, dir: string): string;
  };
  return nodeGypBuild.path(folder);
}

interface PackageManifest {
  version: string;
  dependencies?: Record<string, string> | undefined;
  optionalDependencies?: Record<string, string> | undefined;
}

/** Walks the installed dependencies; an optional one that is absent belongs to another platform. */
function addVersions(manifestPath: string, found: Set<string>): void {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as PackageManifest;
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const path = upwards(dirname(manifestPath))
      .map((folder) => join(folder, 'node_modules', name, 'package.json'))
      .find((candidate) => existsSync(candidate));
    if (path === undefined) continue;
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as PackageManifest;
    if (found.has(`${name}@${version}`)) continue;
    found.add(`${name}@${version}`);
    addVersions(path, found);
  }
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
