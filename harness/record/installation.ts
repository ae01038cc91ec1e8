import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { codeRoot, entryPath, packageRoot } from '../contract/package-files.ts';

/** What the processes of a run begin with: everything else of ours that they can run is imported from there. */
const processEntries = ['run-host', 'agent', 'model-worker'] as const;

export { installRoot } from '../contract/package-files.ts';

/** The code of ours that a run executes, and what it was installed with. */
export interface Installation {
  /** Over the files that the processes of a run import, one by one and whole, and those bundled beforehand; nothing of tests, verbs or reports. */
  source: { sha256: string; files: string[] };
  /** Over name and version of every package that these files import, and of all that those need, as they lie in `node_modules`. */
  dependencies: { sha256: string; packages: number };
}

/** Hashes, now, the code that a run executes. */
export function describeInstallation(): Installation {
  const { files, packages } = importedFrom(processEntries.map((name) => entryPath(name)));
  const bundled = filesBelow(join(codeRoot, 'sandbox/gen'));
  const entries = [...files, ...bundled]
    .map((path): [string, string] => [
      relative(packageRoot, path).split(sep).join('/'),
      sha256(readFileSync(path)),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const installed = new Set<string>();
  addVersions(join(packageRoot, 'package.json'), { installed, only: packages });
  return {
    source: { sha256: digestOf(entries), files: entries.map(([name]) => name) },
    dependencies: { sha256: digestOf([...installed].sort()), packages: installed.size },
  };
}

/** A statement of types only: Node drops it before anything is loaded. */
const typesOnly = /^(?:import|export) type [^;]*;/gm;
const specifiers = /\b(?:from|import|require|resolve)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** Files that can be loaded by static or dynamic imports from these, and the packages that they name. */
function importedFrom(entries: string[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    const text = readFileSync(path, 'utf8').replaceAll(typesOnly, '');
    for (const [, name = ''] of text.matchAll(specifiers)) {
      const file = join(dirname(path), name);
      if (!name.startsWith('.')) packages.add(packageOf(name));
      else if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) waiting.push(file);
    }
  }
  return { files, packages };
}

/** The package of a bare specifier: `@org/name/deep` is of `@org/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
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
function addVersions(
  manifestPath: string,
  { installed, only }: { installed: Set<string>; only?: Set<string> | undefined },
): void {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as PackageManifest;
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    if (only?.has(name) === false) continue;
    const path = upwards(dirname(manifestPath))
      .map((folder) => join(folder, 'node_modules', name, 'package.json'))
      .find((candidate) => existsSync(candidate));
    if (path === undefined) continue;
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as PackageManifest;
    if (installed.has(`${name}@${version}`)) continue;
    installed.add(`${name}@${version}`);
    addVersions(path, { installed });
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
