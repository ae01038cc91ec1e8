import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readLock, verifyTasks } from '../cache/lock.ts';
import { updateLock } from '../cache/update-lock.ts';
import { sha256 } from '../contract/canonical-json.ts';
import { dataset } from './dataset.ts';
import { tasks } from './tasks.ts';

const repo = 'hermes-harness/sample';
const commit = '0123456789abcdef0123456789abcdef01234567';
const cacheDir = 'fixtures/datasets/hub';
const directory = mkdtempSync(join(tmpdir(), 'hermes-dataset-'));
afterAll(() => rmSync(directory, { recursive: true }));
const options = { cacheDir, env: {} };
const failsWith = (code: string, message?: RegExp) =>
  expect.objectContaining({ code, ...(message && { message: expect.stringMatching(message) as string }) });

describe('dataset() reads what the cache holds', () => {
  test('shards of a parquet split, in order, snappy and gzip', async () => {
    const source = await dataset(repo, { ...options, config: 'sample-js', split: 'test' });
    expect(source.tasks).toEqual(tasks.multiple('fixtures/datasets/multiple-js-sample.jsonl').tasks);
    expect(source.name).toBe(
      `${repo}@${commit}:sample-js/test-00000-of-00002.parquet,sample-js/test-00001-of-00002.parquet`,
    );
  });

  test('one parquet file, zstd, at a commit', async () => {
    const source = await dataset(repo, { ...options, revision: commit, config: 'sample-ts' });
    expect(source.tasks).toEqual(tasks.multiple('fixtures/datasets/multiple-ts-sample.jsonl').tasks);
    const file = join(
      cacheDir,
      `datasets--hermes-harness--sample/snapshots/${commit}/sample-ts/test-00000-of-00001.parquet`,
    );
    expect(source.sha256).toBe(sha256(readFileSync(file)));
  });

  test('a snapshot whose cache has no refs, as some Hub tools leave it', async () => {
    const dir = copy('no-refs');
    rmSync(join(dir, 'refs'), { recursive: true });
    const part = { cacheDir: join(directory, 'no-refs'), env: {}, config: 'sample-ts' };
    expect((await dataset(repo, part)).name).toMatch(`${repo}@${commit}:`);
  });

  test('JSONL, by file and from a folder that HF_HUB_CACHE names', async () => {
    const source = await dataset(repo, { env: { HF_HUB_CACHE: cacheDir }, file: 'own/test.jsonl' });
    expect(source.tasks.map((task) => task.task_id)).toContain('JavaScript/901');
  });
});

describe('dataset() refuses', () => {
  test.each([
    [
      'a data set that is not cached',
      'nobody/none',
      {},
      'HERMES_TASK_DATASET_MISSING',
      /cache pull nobody\/none/,
    ],
    ['a revision that is not cached', repo, { revision: 'v2' }, 'HERMES_TASK_DATASET_MISSING', /revision v2/],
    [
      'a config that is not there, with the choices',
      repo,
      { config: 'x' },
      'HERMES_TASK_DATASET_MISSING',
      /own\/test\.jsonl/,
    ],
    ['a choice of files', repo, { split: 'test' }, 'HERMES_TASK_DATASET_AMBIGUOUS', /sample-js/],
    [
      'another digest than wanted',
      repo,
      { config: 'own', sha256: '0'.repeat(64) },
      'HERMES_TASK_DATASET_CORRUPT',
      /has the digest/,
    ],
    ['a Python set', repo, { config: 'sample-py' }, 'HERMES_TASK_PYTHON_SET', /row 1/],
    ['a way out of the cache', repo, { revision: '../../x' }, 'HERMES_TASK_DATASET_MISSING', /revision/],
  ])('%s', async (...[, name, part, code, message]) => {
    await expect(dataset(name, { ...options, ...part })).rejects.toThrow(failsWith(code, message));
  });

  test('a set of which a shard is missing', async () => {
    const dir = copy('shards');
    rmSync(join(dir, 'snapshots', commit, 'sample-js/test-00001-of-00002.parquet'));
    await expect(
      dataset(repo, { cacheDir: join(directory, 'shards'), env: {}, config: 'sample-js' }),
    ).rejects.toThrow(failsWith('HERMES_TASK_DATASET_MISSING', /1 of 2 shards/));
  });

  test('parquet that is cut off', async () => {
    const file = join(copy('cut'), 'snapshots', commit, 'sample-ts/test-00000-of-00001.parquet');
    writeFileSync(file, readFileSync(file).subarray(0, 900));
    await expect(
      dataset(repo, { cacheDir: join(directory, 'cut'), env: {}, config: 'sample-ts' }),
    ).rejects.toThrow(failsWith('HERMES_TASK_DATASET_CORRUPT', /cannot be read as parquet/));
  });

  test('a file that differs from the digest its blob is named by, one byte off', async () => {
    const home = copy('blob');
    const link = join(home, 'snapshots', commit, 'own/test.jsonl');
    const bytes = readFileSync(link);
    const blob = join(home, 'blobs', sha256(bytes));
    mkdirSync(join(home, 'blobs'));
    writeFileSync(blob, bytes);
    rmSync(link);
    symlinkSync(blob, link);
    const part = { cacheDir: join(directory, 'blob'), env: {}, config: 'own' };
    expect((await dataset(repo, part)).tasks).toHaveLength(4);
    writeFileSync(blob, Buffer.concat([bytes.subarray(0, -1), Buffer.from(' ')]));
    await expect(dataset(repo, part)).rejects.toThrow(failsWith('HERMES_TASK_DATASET_CORRUPT'));
  });
});

test('a data set is locked as every part that it has, or as the files that are named, under the name that a suite reads it by.', async () => {
  const projectRoot = mkdtempSync(join(directory, 'lock-'));
  const where = {
    projectRoot,
    cacheDirs: ['fixtures/datasets/hub'],
    repoType: 'dataset' as const,
  };
  const { added, lockPath } = await updateLock({ what: ['hermes-harness/sample'], ...where });
  const source = await dataset('hermes-harness/sample', {
    cacheDir: 'fixtures/datasets/hub',
    env: {},
    config: 'sample-js',
  });
  expect(added).toHaveLength(4);
  expect(added).toContain(source.name);
  const lock = await readLock(lockPath);
  const named = { kind: 'dataset', key: source.name } as const;
  expect(() => verifyTasks({ ...named, sha256: source.sha256 }, lock)).not.toThrow();
  expect(() => verifyTasks({ ...named, sha256: '0'.repeat(64) }, lock)).toThrow(/LOCK_MISMATCH/);
  expect(() => verifyTasks({ ...named, key: 'a/b@c:d.jsonl', sha256: '' }, lock)).toThrow(
    /NOT_LOCKED.*cache lock --repo-type dataset a\/b@c:d\.jsonl.*--draft/,
  );
  expect((await updateLock({ what: [source.name], ...where })).unchanged).toEqual([source.name]);
  expect((await updateLock({ what: [], ...where })).unchanged).toHaveLength(4);
  await expect(updateLock({ what: ['hermes-harness/sample:no.parquet'], ...where })).rejects.toThrow(
    /has no file no\.parquet.*own\/test\.jsonl/,
  );
});

function copy(name: string): string {
  const to = join(directory, name, 'datasets--hermes-harness--sample');
  cpSync(join(cacheDir, 'datasets--hermes-harness--sample'), to, { recursive: true });
  return to;
}
