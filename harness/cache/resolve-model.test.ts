import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from './cache-dirs.ts';
import { resolveModel } from './resolve-model.ts';
import { temporaryDir } from './testing/temporary-dir.ts';

const commitHash = 'a'.repeat(40);
const other = 'b'.repeat(40);

async function put(path: string, text = 'x'): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** A repository folder as the Hub's own tools lay it out: snapshots link to blobs. */
async function linkedRepo(hub: string, files: string[], commit = commitHash): Promise<string> {
  const repo = join(hub, 'models--org--m');
  await put(join(repo, 'refs', 'main'), commit);
  for (const file of files) {
    await put(join(repo, 'blobs', `digest-of-${file}`), file);
    const link = join(repo, 'snapshots', commit, file);
    await mkdir(dirname(link), { recursive: true });
    await symlink(`../../blobs/digest-of-${file}`, link);
  }
  return repo;
}

test('The embedded model is found by name alone, as q8_0, from regular files.', async () => {
  const model = await resolveModel('hermes-harness/nano', { cacheDirs: [embeddedCacheDir()] });
  expect(model).toMatchObject({ repo: 'hermes-harness/nano', file: 'nano-q8_0.gguf', bytes: 2_192_448 });
  expect(model.path).toBe(
    join(embeddedCacheDir(), 'models--hermes-harness--nano', 'snapshots', model.revision, model.file),
  );
});

test.each([
  ['hermes-harness/nano:f16', 'nano-f16.gguf'],
  ['hermes-harness/nano:F16', 'nano-f16.gguf'],
  ['hermes-harness/nano@main:nano-f16.gguf', 'nano-f16.gguf'],
  ['hermes-harness/nano@c7821ba9ccbee7afa502557a3197929a35f02341:q8_0', 'nano-q8_0.gguf'],
])('%s means %s.', async (ref, file) => {
  expect((await resolveModel(ref, { cacheDirs: [embeddedCacheDir()] })).file).toBe(file);
});

test('Snapshots that link to blobs are followed and tags are looked up in refs.', async () => {
  await using hub = await temporaryDir();
  const repo = await linkedRepo(hub.path, ['m.Q4_K_M.gguf', 'README.md']);
  await put(join(repo, 'refs', 'v1.0'), commitHash);
  const model = await resolveModel('org/m@v1.0', { cacheDirs: [hub.path] });
  expect(model).toMatchObject({ revision: commitHash, file: 'm.Q4_K_M.gguf', bytes: 'm.Q4_K_M.gguf'.length });
});

test('Where no refs were written, main is the only snapshot; of two snapshots neither is guessed.', async () => {
  await using hub = await temporaryDir();
  const repo = await linkedRepo(hub.path, ['m.Q8_0.gguf']);
  await rm(join(repo, 'refs'), { recursive: true });
  expect((await resolveModel('org/m', { cacheDirs: [hub.path] })).revision).toBe(commitHash);
  await linkedRepo(hub.path, ['m.Q8_0.gguf'], other);
  await rm(join(repo, 'refs'), { recursive: true });
  await expect(resolveModel('org/m', { cacheDirs: [hub.path] })).rejects.toThrow(/HERMES_CACHE_NOT_FOUND/);
});

test('The first directory that has the file wins, one that lacks it is passed over.', async () => {
  await using first = await temporaryDir();
  await using second = await temporaryDir();
  await linkedRepo(first.path, ['m.Q8_0.gguf']);
  await linkedRepo(second.path, ['m.Q8_0.gguf', 'm.Q4_0.gguf'], other);
  const cacheDirs = ['/nowhere', first.path, second.path];
  expect((await resolveModel('org/m:q8_0', { cacheDirs })).revision).toBe(commitHash);
  expect((await resolveModel('org/m:m.Q4_0.gguf', { cacheDirs })).revision).toBe(other);
  expect((await resolveModel('org/m:q4_0', { cacheDirs })).revision).toBe(other);
});

test('Without a selector Q4_K_M is preferred, then Q8_0; projectors and later shards are no models.', async () => {
  await using hub = await temporaryDir();
  const files = ['m-F16.gguf', 'm-Q8_0.gguf', 'mmproj-m-F16.gguf', 'm-Q2_K-00002-of-00002.gguf'];
  await linkedRepo(hub.path, files);
  expect((await resolveModel('org/m', { cacheDirs: [hub.path] })).file).toBe('m-Q8_0.gguf');
  await linkedRepo(hub.path, ['m-Q4_K_M.gguf']);
  expect((await resolveModel('org/m', { cacheDirs: [hub.path] })).file).toBe('m-Q4_K_M.gguf');
});

test('A sharded model is its first shard, with the size of all of them.', async () => {
  await using hub = await temporaryDir();
  await linkedRepo(hub.path, ['m-Q4_0-00001-of-00002.gguf', 'm-Q4_0-00002-of-00002.gguf']);
  const model = await resolveModel('org/m:q4_0', { cacheDirs: [hub.path] });
  expect(model.file).toBe('m-Q4_0-00001-of-00002.gguf');
  expect(model.bytes).toBe(2 * model.file.length);
});

test('What cannot be resolved is refused with a code, what there is, and a fix.', async () => {
  await using hub = await temporaryDir();
  const repo = await linkedRepo(hub.path, ['m-IQ1_S.gguf', 'm-IQ2_S.gguf', 'm-Q4_0-00001-of-00002.gguf']);
  await symlink('../../blobs/absent', join(repo, 'snapshots', commitHash, 'm-Q6_K.gguf'));
  const refusal = (ref: string) => resolveModel(ref, { cacheDirs: [hub.path] });
  await expect(refusal('org/m')).rejects.toThrow(/HERMES_CACHE_AMBIGUOUS.*m-IQ1_S\.gguf, m-IQ2_S\.gguf.*Fix/);
  await expect(refusal('org/m:q5_0')).rejects.toThrow(/HERMES_CACHE_UNKNOWN_QUANT.*"q5_0".*m-IQ1_S\.gguf/);
  await expect(refusal('org/m:absent.gguf')).rejects.toThrow(/HERMES_CACHE_NOT_FOUND.*m-IQ1_S\.gguf/);
  await expect(refusal('org/m@v9')).rejects.toThrow(/HERMES_CACHE_NOT_FOUND.*hermes cache pull org\/m@v9/);
  await expect(refusal('org/other')).rejects.toThrow(/HERMES_CACHE_NOT_FOUND.*hermes cache import/);
  await expect(refusal('org/m:q6_k')).rejects.toThrow(/HERMES_CACHE_DANGLING_LINK.*blobs\/absent/);
  await expect(refusal('org/m:q4_0')).rejects.toThrow(/HERMES_CACHE_DANGLING_LINK.*00002-of-00002/);
  for (const bad of ['nano', 'a/b/c', 'a/../b', 'a/b@../../x', 'a/b:../x.gguf', '', 'a/b@', 'a/b:']) {
    await expect(refusal(bad)).rejects.toThrow(/HERMES_CACHE_BAD_REF/);
  }
});
