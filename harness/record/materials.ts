import { existsSync, readFileSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { nodePath } from '../../sandbox/launch/index.ts';
import { sha256 } from '../contract/canonical-json.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import type { Material } from '../contract/manifest.ts';
import { packageRoot } from '../contract/package-files.ts';
import type { Suite } from '../contract/suite.ts';
import { dependenciesDigest, installRoot, lockfilePath, sourceDigest } from './installation.ts';

/**
 * Everything that went into a run, with its SHA-256: what the run host really used (model, prompts, native libraries) and what this machine has
 * (tasks, source, locks, Node). Throws when a file that was used is gone.
 */
export function collectMaterials(
  { model, prompts, nativeLibraries }: Pick<HostFacts, 'model' | 'prompts' | 'nativeLibraries'>,
  project: { projectRoot: string; lockPath: string; suites: Suite[] },
): Material[] {
  const source = sourceDigest();
  return [
    ...modelMaterials(model),
    ...taskMaterials(project.suites),
    ...Object.entries(prompts).map(([name, { sha256: digest, text }]) => ({
      ...bare(`prompt:${name}`, digest, `harness/agents/prompts/${name}`),
      annotations: { text },
    })),
    { ...bare('source', source.sha256, source.location), annotations: { files: source.files } },
    ...[
      ...dependencyMaterial(),
      ...fileMaterial('lock', project.lockPath),
      ...fileMaterial('node', nodePath()),
      ...nativeLibraries.flatMap((path) => fileMaterial(`native:${basename(path)}`, path)),
    ].map((material) => ({ ...material, location: shortLocation(material.location, project.projectRoot) })),
  ];
}

/** What Hermes's own dependencies were installed by; without a lockfile, what of them is installed. */
function dependencyMaterial(): Material[] {
  const lockfile = lockfilePath();
  if (lockfile !== undefined) return fileMaterial('lockfile', lockfile);
  const installed = dependenciesDigest();
  return [
    {
      ...bare('dependencies', installed.sha256, 'installed versions: no lockfile was found'),
      annotations: { packages: installed.packages },
    },
  ];
}

function modelMaterials(model: HostFacts['model']): Material[] {
  if (model === null) return [];
  const { repo, revision, file, bytes, quantization, chatTemplateSha256 } = model;
  return [
    {
      ...bare('model', model.sha256, `cache:${repo}@${revision}:${file}`),
      annotations: { repo, revision, file, bytes, quantization },
    },
    bare('tokenizer', model.tokenizerSha256, 'inside the model file'),
    ...(chatTemplateSha256 === null
      ? []
      : [bare('chat-template', chatTemplateSha256, 'inside the model file')]),
  ];
}

function bare(name: string, digest: string, location: string): Material {
  return { name, sha256: digest, location, annotations: {} };
}

// Home and user names stay out of the record where the path lies inside the project or the package.
function shortLocation(path: string, projectRoot: string): string {
  const root = [projectRoot, packageRoot, installRoot].find((folder) => path.startsWith(`${folder}${sep}`));
  return root === undefined ? path : relative(root, path);
}

function taskMaterials(suites: Suite[]): Material[] {
  const origins = new Map(suites.map(({ origin, given }) => [origin.name, { origin, given }]));
  return [...origins.values()].flatMap(({ origin, given }) => [
    {
      name: `tasks:${origin.name}`,
      sha256: origin.sha256,
      location: origin.locked || given !== undefined ? origin.name : 'declared in a suite file',
      annotations: { kind: origin.kind },
    },
    // A data set's own solutions are in its file.
    ...(given === undefined || given.name === 'canonical'
      ? []
      : [bare(`answers:${given.name}`, given.sha256, given.name)]),
  ]);
}

function fileMaterial(name: string, path: string): Material[] {
  if (!existsSync(path)) return [];
  return [{ name, sha256: sha256(readFileSync(path)), location: path, annotations: {} }];
}
