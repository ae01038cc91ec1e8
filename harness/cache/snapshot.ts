import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repoFolder } from './model-ref.ts';
import { filesUnder, namesIn } from './read-folder.ts';

/** One revision of a model or data set in a local cache. */
export interface Snapshot {
  /** The commit that names it. */
  revision: string;
  /** Its folder. */
  path: string;
  /** Paths of its files inside it, with `/`, sorted. */
  files: string[];
}

/**
 * Finds a revision (branch, tag or commit) in the Hub's own cache layout, `TYPEs--ORG--NAME/{refs,snapshots}`; undefined when this cache does not have it.
 * The one reader of that layout for models and data sets: files only, no network code is reachable from here.
 */
export async function findSnapshot(
  cacheDir: string,
  wanted: { type: 'model' | 'dataset'; repo: string; revision: string },
): Promise<Snapshot | undefined> {
  const repoDir = join(cacheDir, repoFolder(wanted.repo, wanted.type));
  const revision = await resolveRevision(repoDir, wanted.revision);
  if (revision === undefined) return undefined;
  const path = join(repoDir, 'snapshots', revision);
  return { revision, path, files: await filesUnder(path) };
}

/**
 * The commit a branch, tag or commit names in a repository's folder; undefined when it is not there. Some Hub tools write no refs: `main`
 * without any ref is then the only snapshot.
 */
export async function resolveRevision(repoDir: string, revision: string): Promise<string | undefined> {
  const ref = await readFile(join(repoDir, 'refs', revision), 'utf8').catch(() => undefined);
  const commit = ref?.trim() ?? revision;
  const snapshots = await namesIn(join(repoDir, 'snapshots'));
  if (snapshots.includes(commit)) return commit;
  const hasRefs = (await namesIn(join(repoDir, 'refs'))).length > 0;
  return revision === 'main' && !hasRefs && snapshots.length === 1 ? snapshots[0] : undefined;
}
