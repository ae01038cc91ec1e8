import { readlink, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { chooseFile, partsOf } from './choose-file.ts';
import { type ModelRef, parseModelRef, repoFolder } from './model-ref.ts';
import { filesUnder, namesIn } from './read-folder.ts';
import { findSnapshot } from './snapshot.ts';

/** A model file in a local cache. */
export interface ResolvedModel {
  repo: string;
  /** The commit that names the snapshot. */
  revision: string;
  /** Path inside the snapshot; of a sharded model its first shard. */
  file: string;
  /** Path to open, inside the snapshot (may be a link to a blob). */
  path: string;
  /** Size of all shards together. */
  bytes: number;
}

/**
 * Finds a model in local Hub caches, first directory that has it wins. Reads files only: no network code is reachable from here.
 * Throws HERMES_CACHE_BAD_REF, _NOT_FOUND, _UNKNOWN_QUANT, _AMBIGUOUS or _DANGLING_LINK.
 */
export async function resolveModel(ref: string, options: { cacheDirs: string[] }): Promise<ResolvedModel> {
  const parsed = parseModelRef(ref);
  let refusal: unknown;
  for (const cacheDir of options.cacheDirs) {
    try {
      const found = await resolveIn(cacheDir, parsed);
      if (found !== undefined) return found;
    } catch (error) {
      refusal ??= error;
    }
  }
  if (refusal !== undefined) throw refusal;
  throw await notFound(ref, parsed, options.cacheDirs);
}

async function resolveIn(cacheDir: string, ref: ModelRef): Promise<ResolvedModel | undefined> {
  const { repo, revision } = ref;
  const snapshot = await findSnapshot(cacheDir, { type: 'model', repo, revision });
  if (snapshot === undefined) return undefined;
  const file = chooseFile(
    ref,
    snapshot.files.filter((name) => name.toLowerCase().endsWith('.gguf')),
  );
  if (file === undefined) return undefined;
  const sizes = await Promise.all(partsOf(file).map((part) => sizeOf(join(snapshot.path, part))));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { repo, revision: snapshot.revision, file, path: join(snapshot.path, file), bytes };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    const target = await readlink(path).catch(() => undefined);
    throw new HermesError('HERMES_CACHE_DANGLING_LINK', {
      message:
        target === undefined
          ? `${path} is not there, though a model in ${dirname(path)} needs it.`
          : `${path} links to ${target}, which is not there.`,
      fix: 'pull or import the model again (hermes cache pull ORG/NAME), or remove the broken snapshot.',
      cause: error,
    });
  }
}

async function notFound(ref: string, parsed: ModelRef, dirs: string[]): Promise<HermesError> {
  const known: string[] = [];
  for (const dir of dirs) {
    const snapshots = join(dir, repoFolder(parsed.repo), 'snapshots');
    for (const revision of await namesIn(snapshots)) {
      const files = await filesUnder(join(snapshots, revision));
      known.push(`${parsed.repo}@${revision.slice(0, 12)} (${files.join(', ')}) in ${dir}`);
    }
  }
  const there = known.length === 0 ? '' : ` There are: ${known.join('; ')}.`;
  return new HermesError('HERMES_CACHE_NOT_FOUND', {
    message: `model ${ref} is in none of ${dirs.join(', ')}.${there}`,
    fix: `run hermes cache pull ${ref} while online, or hermes cache import FILE.gguf --as ${parsed.repo}.`,
  });
}
