import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { sha256 } from '../contract/canonical-json.ts';
import type { Material } from '../contract/manifest.ts';
import type { Suite } from '../contract/suite.ts';
import { sourceDigest } from './source-digest.ts';

/** What the materials of a run are gathered from. */
export interface MaterialSources {
  /** Where Hermes itself lies. */
  packageRoot: string;
  projectRoot: string;
  lockPath: string;
  suites: Suite[];
  model: {
    repo: string;
    revision: string;
    file: string;
    bytes: number;
    sha256: string;
    tokenizerSha256: string;
    chatTemplateSha256: string | null;
  };
  prompts: Record<string, string>;
  /** Paths mapped by the model workers. */
  nativeLibraries: string[];
}

/** Everything that went into a run, with its SHA-256. Throws when a file that was used is gone. */
export function collectMaterials(sources: MaterialSources): Material[] {
  const { packageRoot, lockPath, model } = sources;
  const source = sourceDigest(packageRoot, ['harness', 'sandbox']);
  const bare = (name: string, digest: string, location: string): Material => ({
    name,
    sha256: digest,
    location,
    annotations: {},
  });
  return [
    {
      ...bare('model', model.sha256, `cache:${model.repo}@${model.revision}:${model.file}`),
      annotations: { repo: model.repo, revision: model.revision, file: model.file, bytes: model.bytes },
    },
    bare('tokenizer', model.tokenizerSha256, 'inside the model file'),
    ...(model.chatTemplateSha256 === null
      ? []
      : [bare('chat-template', model.chatTemplateSha256, 'inside the model file')]),
    ...taskMaterials(sources.suites),
    ...Object.entries(sources.prompts).map(([name, digest]) =>
      bare(`prompt:${name}`, digest, `harness/agents/prompts/${name}`),
    ),
    { ...bare('source', source.sha256, 'harness sandbox'), annotations: { files: source.files } },
    ...[
      ...fileMaterial('lockfile', join(packageRoot, 'package-lock.json')),
      ...fileMaterial('lock', lockPath),
      ...fileMaterial('node', process.execPath),
      ...fileMaterial('native:isolated_vm', isolatedVmPath()),
      ...sources.nativeLibraries.flatMap((path) => fileMaterial(`native:${basename(path)}`, path)),
    ].map((material) => ({ ...material, location: shortLocation(material.location, sources) })),
  ];
}

// Home and user names stay out of the record where the path lies inside the project or the package.
function shortLocation(path: string, { projectRoot, packageRoot }: MaterialSources): string {
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
