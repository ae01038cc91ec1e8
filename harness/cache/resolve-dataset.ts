import { join } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { parseModelRef, repoFolder } from './model-ref.ts';
import { filesUnder } from './read-folder.ts';
import { resolveRevision } from './resolve-model.ts';

/** A data set's snapshot in a local cache. */
export interface ResolvedDataset {
  repo: string;
  revision: string;
  /** The snapshot's folder. */
  path: string;
  /** Files in it, relative to it, sorted. */
  files: string[];
}

/** Finds a data set `org/name[@revision]` in local Hub caches; reads files only. Throws HERMES_CACHE_BAD_REF or HERMES_CACHE_NOT_FOUND. */
export async function resolveDataset(
  ref: string,
  options: { cacheDirs: string[] },
): Promise<ResolvedDataset> {
  const { repo, revision } = parseModelRef(ref);
  for (const cacheDir of options.cacheDirs) {
    const repoDir = join(cacheDir, repoFolder(repo, 'dataset'));
    const commit = await resolveRevision(repoDir, revision);
    if (commit === undefined) continue;
    const path = join(repoDir, 'snapshots', commit);
    return { repo, revision: commit, path, files: await filesUnder(path) };
  }
  throw new HermesError('HERMES_CACHE_NOT_FOUND', {
    message: `data set ${ref} is in none of ${options.cacheDirs.join(', ')}.`,
    fix: `run hermes cache pull ${ref} --repo-type dataset while online.`,
  });
}
