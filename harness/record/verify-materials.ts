import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { nodePath } from '../../sandbox/launch/index.ts';
import { loadPrompts, promptFacts } from '../agents/render-prompt.ts';
import { hashFile } from '../cache/hash-file.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import { PromptProfile } from '../contract/config.ts';
import type { Manifest, Material } from '../contract/manifest.ts';
import { packageRoot } from '../contract/package-files.ts';
import { describeInstallation, installRoot } from './installation.ts';
import { changedAsMaterials, changedMaterials } from './materials.ts';
import { type Check, compare } from './check.ts';
import { digestOfFile } from './safe-files.ts';

/** Where this machine's own copies of a run's materials are looked for. */
export interface LocalPlaces {
  projectRoot: string;
  cacheDirs: string[];
}

/** Compares what went into a run with what lies on this machine; a material that is not here cannot be checked and says so. */
export async function verifyMaterials(manifest: Manifest, places: LocalPlaces): Promise<Check[]> {
  return Promise.all(
    startOf(manifest.materials).map(async (material) => {
      const local = await localDigest(material, places).catch(() => undefined);
      return compare(
        `material ${material.name} on this machine`,
        material.sha256,
        local ?? 'not on this machine',
      );
    }),
  );
}

/** What a run began with: what that became meanwhile is nobody's any more. */
function startOf(materials: Material[]): Material[] {
  const changes = new Set(changedAsMaterials(changedMaterials(materials)).map(({ name }) => name));
  return materials.filter(({ name }) => !changes.has(name));
}

async function localDigest(material: Material, places: LocalPlaces): Promise<string | undefined> {
  const { name, location, sha256: recorded } = material;
  if (name === 'tokenizer' || name === 'chat-template') return recorded; // Inside the model file, which has its own line.
  if (name === 'source') return describeInstallation().source.sha256;
  if (name === 'dependencies') return describeInstallation().dependencies.sha256;
  if (name === 'node') return digestOfFile(nodePath(), true).sha256;
  if (name === 'model') {
    const model = await resolveModel(location.replace(/^cache:/, ''), { cacheDirs: places.cacheDirs });
    return (await hashFile(model.path)).sha256;
  }
  if (name.startsWith('prompt:')) {
    const [profile, role] = name.slice('prompt:'.length).split('/');
    return promptFacts(loadPrompts(PromptProfile.parse(profile)))[`${profile}/${role}`]?.sha256;
  }
  const path = candidatesOf(location, places.projectRoot).find((candidate) => existsSync(candidate));
  // Opened as a regular file or not at all: a record may name anything.
  return path === undefined ? undefined : digestOfFile(path, true).sha256;
}

/** Where a material may lie; a relative location stays below its folder. */
function candidatesOf(location: string, projectRoot: string): string[] {
  if (isAbsolute(location)) return [location];
  return [projectRoot, packageRoot, installRoot]
    .map((root) => [root, join(root, location)] as const)
    .filter(([root, path]) => !relative(root, path).startsWith('..'))
    .map(([, path]) => path);
}
