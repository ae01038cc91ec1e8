import { join } from 'node:path';
import { cacheDirs } from '../cache/cache-dirs.ts';
import { datasetKey } from '../cache/dataset-parts.ts';
import { checkDigest, digestOfFiles, readChecked, type CheckedFile } from './dataset-digest.ts';
import { projectFolder } from './project-folder.ts';
import { findDataset, type DatasetPart } from './dataset-files.ts';
import { decodeText, parseLine, splitLines } from './read-lines.ts';
import { readParquet } from './read-parquet.ts';
import { judgeable, tasksOfRecords, type PlacedRecord, type TaskSource } from './read-task-set.ts';

/** Which part of which data set, where to look for it, and what it must be. */
export interface DatasetOptions extends DatasetPart {
  /** Cache folder looked at first; then those of the Hub's own variables. */
  cacheDir?: string | undefined;
  /** SHA-256 that the part must have: of its file, or over the raw digests of its shards in order. */
  sha256?: string | undefined;
  env?: Record<string, string | undefined> | undefined;
  projectRoot?: string | undefined;
}

/**
 * Tasks of a data set from the local Hub cache: `await tasks.dataset('org/name', { revision, config, split })`. Reads parquet and JSONL (also gzipped) whose records
 * are HumanEval-X, MultiPL-E or our own; never goes online. HermesError: HERMES_TASK_DATASET_* and those of `readTaskSet`.
 */
export async function dataset(repo: string, options: DatasetOptions = {}): Promise<TaskSource> {
  const { cacheDir: configDir, env = process.env, projectRoot = projectFolder() } = options;
  const found = await findDataset(repo, options, cacheDirs({ configDir, env, projectRoot }));
  const records: PlacedRecord[] = [];
  const read: CheckedFile[] = [];
  for (const file of found.files) {
    const path = join(found.snapshot, file);
    const checked = readChecked(path);
    read.push(checked);
    records.push(...(await recordsOf(path, checked.bytes)));
  }
  const sha256 = digestOfFiles(read);
  const name = datasetKey(repo, found.commit, found.files);
  if (options.sha256 !== undefined) checkDigest(name, options.sha256, sha256);
  const { items, excluded } = judgeable(tasksOfRecords(records, { path: name }).items);
  return { kind: 'dataset', name, sha256, tasks: items.map((item) => item.task), excluded };
}

async function recordsOf(path: string, bytes: Buffer): Promise<PlacedRecord[]> {
  if (!path.endsWith('.parquet')) {
    return splitLines(decodeText(bytes, path)).map((line) => ({
      record: parseLine(path, line),
      where: `${path}:${line.number}`,
      line: line.number,
    }));
  }
  const rows = await readParquet(bytes, path);
  return rows.map((record, index) => ({ record, where: `${path} row ${index + 1}`, line: index + 1 }));
}
