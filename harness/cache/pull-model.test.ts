import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFileToCacheDir, scanCacheDir } from '@huggingface/hub';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from './cache-dirs.ts';
import { type PullOptions, pullModel } from './pull-model.ts';
import { resolveModel } from './resolve-model.ts';
import { fakeHub } from './testing/fake-hub.ts';
import { temporaryDir } from './testing/temporary-dir.ts';
import { findSnapshot } from './snapshot.ts';
import { verifyCache } from './verify-cache.ts';
import { writeRef } from './write-cache.ts';

const repoName = 'org/tiny';
const card = Buffer.from('---\nlicense: apache-2.0\n---\n# Tiny\n');

async function files(): Promise<Record<string, Buffer>> {
  const { path } = await resolveModel('hermes-harness/nano', { cacheDirs: [embeddedCacheDir()] });
  const f16 = await resolveModel('hermes-harness/nano:f16', { cacheDirs: [embeddedCacheDir()] });
  return {
    'tiny-Q8_0.gguf': await readFile(path),
    'tiny-F16.gguf': await readFile(f16.path),
    'README.md': card,
    'other.bin': card,
  };
}

async function pull(cacheDir: string, hubUrl: string, change: Partial<PullOptions> = {}) {
  return await pullModel({ ref: repoName, cacheDir, hubUrl, env: {}, ...change });
}

test('A pull writes the layout of the Hub: blobs named by digest, relative links, a ref; and it resolves offline.', async () => {
  await using dir = await temporaryDir();
  await using hub = await fakeHub({ repo: repoName, files: await files() });
  const seen: number[] = [];
  const result = await pull(dir.path, hub.url, {
    onProgress: ({ file, receivedBytes }) => void (file.endsWith('.gguf') && seen.push(receivedBytes)),
  });
  expect(result.files.map(({ file, downloaded }) => `${file} ${downloaded}`)).toEqual([
    'tiny-Q8_0.gguf true',
    'README.md true',
  ]);
  expect(seen.at(-1)).toBe(result.files[0]?.bytes);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  const repoDir = join(dir.path, 'models--org--tiny');
  expect(await readFile(join(repoDir, 'refs', 'main'), 'utf8')).toBe(hub.commit);
  const link = join(repoDir, 'snapshots', hub.commit, 'tiny-Q8_0.gguf');
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readlink(link)).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/);
  const model = await resolveModel(`${repoName}@main:q8_0`, { cacheDirs: [dir.path] });
  expect(model).toMatchObject({ revision: hub.commit, bytes: result.files[0]?.bytes });
  expect(await verifyCache([dir.path])).toEqual({ verified: 2, unverifiable: [], problems: [] });
});

test('What is there already is not downloaded again, and another quantization joins the snapshot.', async () => {
  await using dir = await temporaryDir();
  await using hub = await fakeHub({ repo: repoName, files: await files() });
  await pull(dir.path, hub.url);
  const before = hub.downloads.length;
  const again = await pull(dir.path, hub.url);
  expect(again.files.every(({ downloaded }) => !downloaded)).toBe(true);
  expect(hub.downloads.length).toBe(before);
  await pull(dir.path, hub.url, { ref: `${repoName}:f16` });
  for (const quant of ['f16', 'q8_0']) {
    expect((await resolveModel(`${repoName}:${quant}`, { cacheDirs: [dir.path] })).revision).toBe(hub.commit);
  }
});

test('A download that breaks off is continued where it stopped, within one pull and in the next.', async () => {
  await using dir = await temporaryDir();
  await using flaky = await fakeHub({ repo: repoName, files: await files(), cutAfter: [500_000, 700_000] });
  await pull(dir.path, flaky.url);
  const ranges = flaky.downloads
    .filter((line) => line.includes('.gguf'))
    .map((line) => line.split(' ')[2] ?? 'whole');
  expect(ranges[0]).toBe('whole');
  expect(ranges).toHaveLength(3);
  for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
  expect((await verifyCache([dir.path])).problems).toEqual([]);

  await using other = await temporaryDir();
  await using broken = await fakeHub({ repo: repoName, files: await files(), cutAfter: [600_000] });
  const abort = new AbortController();
  const stopped = pull(other.path, broken.url, {
    signal: abort.signal,
    onProgress: ({ receivedBytes }) => receivedBytes > 300_000 && abort.abort(new Error('stopped by hand')),
  });
  await expect(stopped).rejects.toThrow('stopped by hand');
  const blobs = await readdir(join(other.path, 'models--org--tiny', 'blobs'));
  expect(blobs.filter((name) => name.endsWith('.incomplete'))).toHaveLength(1);
  await expect(resolveModel(repoName, { cacheDirs: [other.path] })).rejects.toThrow(/HERMES_CACHE_NOT_FOUND/);
  await pull(other.path, broken.url);
  expect(broken.downloads.filter((line) => line.includes('.gguf bytes='))).toHaveLength(1);
  expect((await verifyCache([other.path])).problems).toEqual([]);
});

test('A proxy that ignores ranges costs a fresh download and never a wrong file.', async () => {
  await using dir = await temporaryDir();
  await using hub = await fakeHub({
    repo: repoName,
    files: await files(),
    cutAfter: [500_000],
    ignoreRange: true,
  });
  await pull(dir.path, hub.url);
  expect((await verifyCache([dir.path])).problems).toEqual([]);
});

test('A hub that never sends more ends the pull with a code; bytes that differ from the listing are thrown away.', async () => {
  await using dir = await temporaryDir();
  await using stuck = await fakeHub({
    repo: repoName,
    files: await files(),
    cutAfter: Array.from({ length: 20 }, () => 0),
  });
  await expect(pull(dir.path, stuck.url)).rejects.toThrow(/HERMES_CACHE_DOWNLOAD\].*Fix.*again/);
  await using wrong = await fakeHub({ repo: repoName, files: await files(), corrupt: true });
  await expect(pull(dir.path, wrong.url)).rejects.toThrow(/HERMES_CACHE_DOWNLOAD_CORRUPT/);
  expect(await readdir(join(dir.path, 'models--org--tiny', 'blobs'))).toEqual([]);
  await expect(pull(dir.path, 'http://127.0.0.1:9')).rejects.toThrow(/HERMES_CACHE_DOWNLOAD\]/);
});

test('A gated repository says what to do, with and without a token; the token is sent and works.', async () => {
  await using dir = await temporaryDir();
  await using hub = await fakeHub({ repo: repoName, files: await files(), token: 'hf_good' });
  await expect(pull(dir.path, hub.url)).rejects.toThrow(
    /HERMES_CACHE_GATED.*accept its terms at .*org\/tiny and set HF_TOKEN/,
  );
  await expect(pull(dir.path, hub.url, { env: { HF_TOKEN: 'hf_bad' } })).rejects.toThrow(
    /HERMES_CACHE_GATED.*was sent and is not enough/,
  );
  const result = await pull(dir.path, hub.url, { env: { HF_TOKEN: 'hf_good' } });
  expect(result.files[0]?.downloaded).toBe(true);
});

test('What the Hub does not have and what the environment forbids are refused with a code.', async () => {
  await using dir = await temporaryDir();
  await using hub = await fakeHub({ repo: repoName, files: await files() });
  await expect(pull(dir.path, hub.url, { ref: 'org/none' })).rejects.toThrow(/HERMES_CACHE_NO_SUCH_REPO/);
  await expect(pull(dir.path, hub.url, { ref: `${repoName}@v2` })).rejects.toThrow(
    /HERMES_CACHE_NO_SUCH_REPO/,
  );
  await expect(pull(dir.path, hub.url, { ref: `${repoName}:none.gguf` })).rejects.toThrow(
    /HERMES_CACHE_NO_SUCH_REPO.*tiny-F16/,
  );
  await expect(pull(dir.path, hub.url, { ref: `${repoName}:q4_0` })).rejects.toThrow(
    /HERMES_CACHE_UNKNOWN_QUANT.*tiny-F16/,
  );
  for (const env of [{ HF_HUB_OFFLINE: '1' }, { HERMES_HERMETIC: '1' }]) {
    await expect(pull(dir.path, hub.url, { env })).rejects.toThrow(/HERMES_CACHE_OFFLINE/);
  }
  expect(hub.downloads).toEqual([]);
});

test('A data set is pulled whole or by file and resolves offline.', async () => {
  await using dir = await temporaryDir();
  const data = {
    'data/test-0.parquet': Buffer.from('rows'),
    'README.md': card,
    'empty.txt': Buffer.alloc(0),
  };
  await using hub = await fakeHub({ repo: 'org/set', repoType: 'dataset', files: data });
  const one = await pull(dir.path, hub.url, { ref: 'org/set:data/test-0.parquet', repoType: 'dataset' });
  expect(one.files.map(({ file }) => file)).toEqual(['data/test-0.parquet']);
  await pull(dir.path, hub.url, { ref: 'org/set', repoType: 'dataset' });
  const wanted = { type: 'dataset', repo: 'org/set', revision: 'main' } as const;
  const set = await findSnapshot(dir.path, wanted);
  expect(set?.files).toEqual(['README.md', 'data/test-0.parquet', 'empty.txt']);
  expect(await readFile(join(set?.path ?? '', 'data', 'test-0.parquet'), 'utf8')).toBe('rows');
  expect((await verifyCache([dir.path])).problems).toEqual([]);
  expect(await findSnapshot(dir.path, { ...wanted, repo: 'org/none' })).toBeUndefined();
});

test("What Hermes writes, Hugging Face's own library reads, and what it writes Hermes reads.", async () => {
  await using ours = await temporaryDir();
  await using theirs = await temporaryDir();
  await using hub = await fakeHub({ repo: repoName, files: await files() });
  const { files: pulled } = await pull(ours.path, hub.url);
  const scan = await scanCacheDir(ours.path);
  expect(scan.warnings).toEqual([]);
  expect(scan.repos.map(({ id }) => id)).toEqual([{ name: repoName, type: 'model' }]);
  const [revision] = scan.repos[0]?.revisions ?? [];
  expect(revision).toMatchObject({ commitOid: hub.commit, refs: ['main'] });
  const path = 'tiny-Q8_0.gguf';
  const offline = {
    repo: repoName,
    path,
    revision: hub.commit,
    hubUrl: 'http://127.0.0.1:9',
    cacheDir: ours.path,
  };
  expect(await downloadFileToCacheDir(offline)).toBe(pulled[0]?.path);

  await downloadFileToCacheDir({ repo: repoName, path, hubUrl: hub.url, cacheDir: theirs.path });
  const model = await resolveModel(repoName, { cacheDirs: [theirs.path] });
  expect(model).toMatchObject({ revision: hub.commit, file: path, bytes: pulled[0]?.bytes });
  expect((await verifyCache([theirs.path])).problems).toEqual([]);
});

test('Writers of one process never share a temporary file.', async () => {
  await using dir = await temporaryDir();
  const writes = Array.from({ length: 50 }, (_, index) =>
    writeRef(dir.path, 'main', String(index).repeat(40)),
  );
  await Promise.all(writes);
  expect(await readdir(join(dir.path, 'refs'))).toEqual(['main']);
});

test('Two pulls of the same model at once end with one good copy.', async () => {
  await using dir = await temporaryDir();
  await using hub = await fakeHub({ repo: repoName, files: await files() });
  const results = await Promise.all([pull(dir.path, hub.url), pull(dir.path, hub.url)]);
  expect(results.flatMap((result) => result.files).filter(({ downloaded }) => downloaded)).toHaveLength(2);
  expect((await verifyCache([dir.path])).problems).toEqual([]);
});
