import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { nodePath } from '../../sandbox/launch/index.ts';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import type { Material } from '../contract/manifest.ts';
import { packageRoot } from '../contract/package-files.ts';
import type { Suite } from '../contract/suite.ts';

/**
 * Everything that went into a run, with its SHA-256: what the run host really used (model, prompts, native libraries) and what this machine has
 * (tasks, source, locks, Node). Throws when a file that was used is gone.
 */
export function collectMaterials(
  { model, prompts, nativeLibraries }: Pick<HostFacts, 'model' | 'prompts' | 'nativeLibraries'>,
  project: { projectRoot: string; lockPath: string; suites: Suite[] },
): Material[] {
  const { repo, revision, file, bytes, quantization } = model;
  const source = sourceDigest();
  return [
    {
      ...bare('model', model.sha256, `cache:${repo}@${revision}:${file}`),
      annotations: { repo, revision, file, bytes, quantization },
    },
    bare('tokenizer', model.tokenizerSha256, 'inside the model file'),
    ...(model.chatTemplateSha256 === null
      ? []
      : [bare('chat-template', model.chatTemplateSha256, 'inside the model file')]),
    ...taskMaterials(project.suites),
    ...Object.entries(prompts).map(([name, { sha256: digest, text }]) => ({
      ...bare(`prompt:${name}`, digest, `harness/agents/prompts/${name}`),
      annotations: { text },
    })),
    { ...bare('source', source.sha256, 'harness sandbox'), annotations: { files: source.files } },
    ...[
      ...fileMaterial('lockfile', join(packageRoot, 'package-lock.json')),
      ...fileMaterial('lock', project.lockPath),
      ...fileMaterial('node', nodePath()),
      ...fileMaterial('native:isolated_vm', isolatedVmPath()),
      ...nativeLibraries.flatMap((path) => fileMaterial(`native:${basename(path)}`, path)),
    ].map((material) => ({ ...material, location: shortLocation(material.location, project.projectRoot) })),
  ];
}

function bare(name: string, digest: string, location: string): Material {
  return { name, sha256: digest, location, annotations: {} };
}

// Home and user names stay out of the record where the path lies inside the project or the package.
function shortLocation(path: string, projectRoot: string): string {
  const root = [projectRoot, packageRoot].find((folder) => path.startsWith(`${folder}${sep}`));
  return root === undefined ? path : relative(root, path);
}

/** Path of the isolated-vm addon that this Node loads. */
function isolatedVmPath(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('isolated-vm/package.json'));
  const nodeGypBuild = createRequire(join(folder, 'package.json'))('node-gyp-build') as {
    path(this: void, dir: string): string;
  };
  return nodeGypBuild.path(folder);
}

function taskMaterials(suites: Suite[]): Material[] {
  const origins = new Map(suites.map(({ origin }) => [origin.name, origin]));
  return [...origins.values()].map((origin) => ({
    name: `tasks:${origin.name}`,
    sha256: origin.sha256,
    location: origin.locked ? origin.name : 'declared in a suite file',
    annotations: { kind: origin.kind },
  }));
}

function fileMaterial(name: string, path: string): Material[] {
  if (!existsSync(path)) return [];
  return [{ name, sha256: sha256(readFileSync(path)), location: path, annotations: {} }];
}

const sourceEnding = /\.(?:ts|mjs|txt|proto)$/;
const notSource = /\.(?:test|bench|acceptance|soak)\.ts$|\.test\.ts$/;

/** Digest over every file of Hermes's own that can change a result: code and prompts of harness and sandbox, tests left out. */
export function sourceDigest(): { sha256: string; files: number } {
  const files = ['harness', 'sandbox'].flatMap((folder) => filesBelow(join(packageRoot, folder)));
  const entries = files
    .filter((path) => sourceEnding.test(path) && !notSource.test(path))
    .map((path): [string, string] => [
      relative(packageRoot, path).split(sep).join('/'),
      sha256(readFileSync(path)),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { sha256: digestOf(entries), files: entries.length };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
