import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { nodePath } from '../../sandbox/launch/index.ts';
import { loadPrompts, promptFacts } from '../agents/render-prompt.ts';
import { hashFile } from '../cache/hash-file.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import { sha256 } from '../contract/canonical-json.ts';
import { PromptProfile } from '../contract/config.ts';
import type { Manifest, Material } from '../contract/manifest.ts';
import { packageRoot } from '../contract/package-files.ts';
import { dependenciesDigest, installRoot, sourceDigest } from './installation.ts';
import { type Check, compare } from './verify.ts';

/** Where this machine's own copies of a run's materials are looked for. */
export interface LocalPlaces {
  projectRoot: string;
  cacheDirs: string[];
}

/** Compares what went into a run with what lies on this machine; a material that is not here cannot be checked and says so. */
export async function verifyMaterials(manifest: Manifest, places: LocalPlaces): Promise<Check[]> {
  return Promise.all(
    manifest.materials.map(async (material) => {
      const local = await localDigest(material, places).catch(() => undefined);
      return compare(
        `material ${material.name} on this machine`,
        material.sha256,
        local ?? 'not on this machine',
      );
    }),
  );
}

async function localDigest(material: Material, places: LocalPlaces): Promise<string | undefined> {
  const { name, location, sha256: recorded } = material;
  if (name === 'tokenizer' || name === 'chat-template') return recorded; // Inside the model file, which has its own line.
  if (name === 'source') return sourceDigest().sha256;
  if (name === 'dependencies') return dependenciesDigest().sha256;
  if (name === 'node') return sha256(readFileSync(nodePath()));
  if (name === 'model') {
    const model = await resolveModel(location.replace(/^cache:/, ''), { cacheDirs: places.cacheDirs });
    return (await hashFile(model.path)).sha256;
  }
  if (name.startsWith('prompt:')) {
    const [profile, role] = name.slice('prompt:'.length).split('/');
    return promptFacts(loadPrompts(PromptProfile.parse(profile)))[`${profile}/${role}`]?.sha256;
  }
  const candidates = isAbsolute(location)
    ? [location]
    : [places.projectRoot, packageRoot, installRoot].map((root) => join(root, location));
  const path = candidates.find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : sha256(readFileSync(path));
}
