import { dataFile, datasetSnapshot, shardFamily } from '../cache/dataset-parts.ts';
import { HermesError } from '../contract/errors.ts';

/** Which part of a data set is meant. */
export interface DatasetPart {
  /** Branch, tag or commit; default `main`. */
  revision?: string | undefined;
  /** Folder or file-name part of the configuration, e.g. `humaneval-js`. */
  config?: string | undefined;
  /** `test`, `train` …, the start of the file's name. */
  split?: string | undefined;
  /** Path of the file inside the data set; then config and split are not looked at. */
  file?: string | undefined;
}

/** Files of one part of a data set, shards in order. */
export interface DatasetFiles {
  /** Folder of the snapshot; its name is the commit. */
  snapshot: string;
  commit: string;
  /** Paths inside the snapshot, forward slashes. */
  files: string[];
}

/**
 * Finds a part of a data set in the Hub's own cache layout, first cache folder that has the revision. Never goes online.
 * HermesError: HERMES_TASK_DATASET_MISSING, HERMES_TASK_DATASET_AMBIGUOUS (with the choices).
 */
export async function findDataset(
  repo: string,
  part: DatasetPart,
  cacheDirs: readonly string[],
): Promise<DatasetFiles> {
  const revision = part.revision ?? 'main';
  const snapshot = await datasetSnapshot({ repo, revision }, cacheDirs);
  if (snapshot === undefined) throw missing(repo, revision, cacheDirs);
  const files = choose(snapshot.files, part, `${repo}@${revision}`);
  return { snapshot: snapshot.path, commit: snapshot.revision, files };
}

function choose(all: readonly string[], part: DatasetPart, name: string): string[] {
  const meant = all.filter((file) => isMeant(file, part));
  if (meant.length === 0) {
    throw new HermesError('HERMES_TASK_DATASET_MISSING', {
      message: `the data set ${name} has no parquet or JSONL file for ${JSON.stringify(part)}.`,
      fix: all.length === 0 ? 'cache the data files, too.' : `choose one of ${all.slice(0, 20).join(', ')}.`,
    });
  }
  const families = [...new Set(meant.map(shardFamily))];
  if (families.length > 1) {
    throw new HermesError('HERMES_TASK_DATASET_AMBIGUOUS', {
      message: `the data set ${name} has ${families.length} files for ${JSON.stringify(part)}: ${families.slice(0, 20).join(', ')}.`,
      fix: 'name config, split or file.',
    });
  }
  return completeShards(meant, name);
}

function isMeant(path: string, part: DatasetPart): boolean {
  if (part.file !== undefined) return path === part.file;
  const segments = path.split('/');
  const base = (segments.at(-1) ?? '').replace(dataFile, '');
  const { config, split } = part;
  const hasConfig = config === undefined || segments.slice(0, -1).includes(config) || words(base, config);
  return hasConfig && (split === undefined || words(base, split));
}

/** Whether a file name holds a word between its separators, e.g. `test` in `test-00000-of-00001`. */
function words(base: string, word: string): boolean {
  return (
    base === word ||
    base.startsWith(`${word}-`) ||
    base.endsWith(`-${word}`) ||
    base.includes(`-${word}-`) ||
    base.endsWith(`_${word}`)
  );
}

function completeShards(files: readonly string[], name: string): string[] {
  const total = Number(/-of-(\d{5})\./.exec(files[0] ?? '')?.[1] ?? files.length);
  if (total === files.length) return [...files];
  throw new HermesError('HERMES_TASK_DATASET_MISSING', {
    message: `the data set ${name} has ${files.length} of ${total} shards: ${files.join(', ')}.`,
    fix: 'cache all of them.',
  });
}

function missing(repo: string, revision: string, cacheDirs: readonly string[]): HermesError {
  return new HermesError('HERMES_TASK_DATASET_MISSING', {
    message: `the data set ${repo} at revision ${revision} is in no cache folder (${cacheDirs.join(', ')}).`,
    fix: `on a machine with network: npx hermes cache pull ${repo} --repo-type dataset.`,
  });
}
