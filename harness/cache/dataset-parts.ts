import { join } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { findSnapshot, type Snapshot } from './snapshot.ts';

/** Files of a data set that Hermes reads. */
export const dataFile = /\.(?:parquet|jsonl(?:\.gz)?)$/;

/** One part of a data set, all its shards: what a suite reads, and what the lock holds an entry of. */
export interface DatasetPartFiles {
  /** Key in the lock: `<repo>@<commit>:<file>[,<file>…]`. */
  key: string;
  /** Paths to open, shards in order. */
  paths: string[];
}

/** Key of a part in the lock, and its name in records. */
export function datasetKey(repo: string, commit: string, files: readonly string[]): string {
  return `${repo}@${commit}:${files.join(',')}`;
}

/** The file that a shard belongs to: all shards of one part have the same. */
export function shardFamily(file: string): string {
  return file.replace(/-\d{5}-of-\d{5}(?=\.)/, '');
}

/** A revision of a data set and its data files, from the first cache folder that has it. Never goes online. */
export async function datasetSnapshot(
  { repo, revision }: { repo: string; revision: string },
  cacheDirs: readonly string[],
): Promise<Snapshot | undefined> {
  for (const cacheDir of cacheDirs) {
    const snapshot = await findSnapshot(cacheDir, { type: 'dataset', repo, revision });
    if (snapshot === undefined) continue;
    return { ...snapshot, files: snapshot.files.filter((file) => dataFile.test(file)) };
  }
  return undefined;
}

/**
 * Finds the parts that a reference names in the Hub's own cache layout: `org/name[@revision]` means every part of the set, `:file[,file…]` one of them. Never
 * goes online. Throws HERMES_CACHE_BAD_REF or HERMES_CACHE_NOT_FOUND.
 */
export async function resolveDataset(ref: string, cacheDirs: readonly string[]): Promise<DatasetPartFiles[]> {
  const { repo, revision, files } = parseDatasetRef(ref);
  const snapshot = await datasetSnapshot({ repo, revision }, cacheDirs);
  if (snapshot === undefined) {
    throw new HermesError('HERMES_CACHE_NOT_FOUND', {
      message: `the data set ${repo} at revision ${revision} is in no cache folder (${cacheDirs.join(', ')}).`,
      fix: `on a machine with network: hermes cache pull ${repo} --repo-type dataset.`,
    });
  }
  const { files: there } = snapshot;
  const absent = files?.find((file) => !there.includes(file));
  if (absent !== undefined || there.length === 0) throw noFile(`${repo}@${revision}`, absent, there);
  const parts = files === undefined ? [...Map.groupBy(there, shardFamily).values()] : [files];
  return parts.map((part) => ({
    key: datasetKey(repo, snapshot.revision, part),
    paths: part.map((file) => join(snapshot.path, file)),
  }));
}

function parseDatasetRef(ref: string): { repo: string; revision: string; files: string[] | undefined } {
  const groups = /^(?<repo>[\w.-]+\/[\w.-]+)(?:@(?<revision>[\w./-]+))?(?::(?<files>.+))?$/.exec(ref)?.groups;
  const repo = groups?.['repo'];
  if (repo === undefined || ref.split(/[/@:,]/).some((part) => part === '..' || part === '.')) {
    throw new HermesError('HERMES_CACHE_BAD_REF', {
      message: `"${ref}" is not a reference of a data set.`,
      fix: 'write org/name[@revision][:file,…], e.g. nuprl/MultiPL-E@main.',
    });
  }
  return { repo, revision: groups?.['revision'] ?? 'main', files: groups?.['files']?.split(',') };
}

function noFile(name: string, absent: string | undefined, there: readonly string[]): HermesError {
  return new HermesError('HERMES_CACHE_NOT_FOUND', {
    message: `the data set ${name} has ${absent === undefined ? 'no parquet or JSONL file' : `no file ${absent}`} in the cache.`,
    fix: there.length === 0 ? 'cache its data files, too.' : `name one of ${there.slice(0, 20).join(', ')}.`,
  });
}
