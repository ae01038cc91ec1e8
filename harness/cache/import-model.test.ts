import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from './cache-dirs.ts';
import { importModel } from './import-model.ts';
import { listCache } from './list-cache.ts';
import { resolveModel } from './resolve-model.ts';
import { temporaryDir } from './testing/temporary-dir.ts';
import { verifyCache } from './verify-cache.ts';

const entryPath = fileURLToPath(new URL('testing/import-entry.ts', import.meta.url));
const nano = (quant: string) =>
  resolveModel(`hermes-harness/nano:${quant}`, { cacheDirs: [embeddedCacheDir()] });
const noProblems = async (cacheDir: string) => expect((await verifyCache([cacheDir])).problems).toEqual([]);

/** The embedded model with zeros behind it, so that copying takes a while. */
async function largeFile(dir: string, mebibytes: number): Promise<string> {
  const path = join(dir, 'large-Q8_0.gguf');
  const { path: small } = await nano('q8_0');
  await writeFile(path, Buffer.concat([await readFile(small), Buffer.alloc(mebibytes * 2 ** 20)]));
  return path;
}

test('An imported file resolves, verifies and lies in the layout of the Hub.', async () => {
  await using dir = await temporaryDir();
  const { path, bytes } = await nano('q8_0');
  const result = await importModel({ file: path, as: 'me/mine', cacheDir: dir.path });
  expect(result).toMatchObject({ repo: 'me/mine', file: 'nano-q8_0.gguf', bytes, copied: true });
  expect(await resolveModel('me/mine', { cacheDirs: [dir.path] })).toMatchObject({
    revision: result.revision,
  });
  expect((await lstat(result.path)).isSymbolicLink()).toBe(true);
  expect(await readdir(join(dir.path, 'models--me--mine', 'blobs'))).toEqual([result.sha256]);
  await noProblems(dir.path);
});

test('Importing again changes nothing; another quantization joins the branch; a commit of 40 digits is used as it is.', async () => {
  await using dir = await temporaryDir();
  const [q8, f16] = [(await nano('q8_0')).path, (await nano('f16')).path];
  const first = await importModel({ file: q8, as: 'me/mine', cacheDir: dir.path });
  const again = await importModel({ file: q8, as: 'me/mine', cacheDir: dir.path });
  expect(again).toEqual({ ...first, copied: false });
  const both = await importModel({ file: f16, as: 'me/mine@main', cacheDir: dir.path });
  expect(both.revision).not.toBe(first.revision);
  for (const quant of ['q8_0', 'f16']) {
    expect((await resolveModel(`me/mine:${quant}`, { cacheDirs: [dir.path] })).revision).toBe(both.revision);
  }
  const commit = 'c'.repeat(40);
  expect((await importModel({ file: q8, as: `me/mine@${commit}`, cacheDir: dir.path })).revision).toBe(
    commit,
  );
  expect((await resolveModel('me/mine', { cacheDirs: [dir.path] })).revision).toBe(both.revision);
  await noProblems(dir.path);
});

test('The order of imports does not change the commit: it is made of names and digests.', async () => {
  await using one = await temporaryDir();
  await using two = await temporaryDir();
  const paths = [(await nano('q8_0')).path, (await nano('f16')).path];
  for (const file of paths) await importModel({ file, as: 'me/mine', cacheDir: one.path });
  for (const file of paths.toReversed()) await importModel({ file, as: 'me/mine', cacheDir: two.path });
  const [a, b] = await Promise.all(
    [one, two].map(({ path }) => resolveModel('me/mine:f16', { cacheDirs: [path] })),
  );
  expect(a?.revision).toBe(b?.revision);
});

test('What is no GGUF file, and a reference that names a file, are refused and leave no trace.', async () => {
  await using dir = await temporaryDir();
  const cacheDir = join(dir.path, 'hub');
  const file = join(dir.path, 'x.gguf');
  await writeFile(file, 'no model');
  await expect(importModel({ file, as: 'me/mine', cacheDir })).rejects.toThrow(/HERMES_CACHE_NOT_GGUF/);
  const good = (await nano('q8_0')).path;
  await writeFile(file, (await readFile(good)).subarray(0, 100_000));
  await expect(importModel({ file, as: 'me/mine', cacheDir })).rejects.toThrow(/HERMES_CACHE_TRUNCATED/);
  await expect(importModel({ file: good, as: 'me/mine:q8_0', cacheDir })).rejects.toThrow(
    /HERMES_CACHE_BAD_REF.*--as me\/mine@main/,
  );
  await expect(importModel({ file: good, as: 'mine', cacheDir })).rejects.toThrow(/HERMES_CACHE_BAD_REF/);
  expect(await listCache([cacheDir])).toEqual([]);
});

test('A damaged blob is replaced by importing the file again.', async () => {
  await using dir = await temporaryDir();
  const { path } = await nano('q8_0');
  const { sha256 } = await importModel({ file: path, as: 'me/mine', cacheDir: dir.path });
  await writeFile(join(dir.path, 'models--me--mine', 'blobs', sha256), 'damaged');
  expect((await verifyCache([dir.path])).problems.length).toBeGreaterThan(0);
  expect((await importModel({ file: path, as: 'me/mine', cacheDir: dir.path })).copied).toBe(true);
  await noProblems(dir.path);
});

test('Several processes that import at once, the same and different files, end with one complete snapshot.', async () => {
  await using dir = await temporaryDir();
  const [q8, f16] = [(await nano('q8_0')).path, (await nano('f16')).path];
  const results = await Promise.all(
    [q8, f16, q8, f16].map((file) =>
      promisify(execFile)(process.execPath, [entryPath, file, 'me/mine', dir.path]),
    ),
  );
  for (const { stdout } of results) expect(JSON.parse(stdout)).toHaveProperty('sha256');
  for (const quant of ['q8_0', 'f16']) await resolveModel(`me/mine:${quant}`, { cacheDirs: [dir.path] });
  expect(await readdir(join(dir.path, 'models--me--mine', 'blobs'))).toHaveLength(2);
  await noProblems(dir.path);
});

test('An import killed at any moment leaves the cache as it was or complete, and the next import cleans up.', async () => {
  await using dir = await temporaryDir();
  const file = await largeFile(dir.path, 64);
  const cacheDir = join(dir.path, 'hub');
  let unfinished = 0;
  for (const delayMs of [80, 130, 180, 230, 280, 330]) {
    await rm(cacheDir, { recursive: true, force: true });
    const child = spawn(process.execPath, [entryPath, file, 'me/mine', cacheDir], { stdio: 'ignore' });
    setTimeout(() => child.kill('SIGKILL'), delayMs);
    await once(child, 'exit');
    const { problems } = await verifyCache([cacheDir]);
    expect(problems.filter(({ problem }) => problem !== 'an unfinished download or import')).toEqual([]);
    const found = await resolveModel('me/mine', { cacheDirs: [cacheDir] }).catch((error: unknown) =>
      String(error),
    );
    if (typeof found === 'string') {
      expect(found).toMatch(/HERMES_CACHE_NOT_FOUND/);
      unfinished++;
    }
  }
  expect(unfinished).toBeGreaterThan(0);
  await importModel({ file, as: 'me/mine', cacheDir });
  await noProblems(cacheDir);
});

test.runIf(process.platform === 'linux')(
  'On a full disk an import fails with a code and leaves nothing half-written.',
  async (context) => {
    await using dir = await temporaryDir();
    const file = await largeFile(dir.path, 4);
    const script = [
      `mount -t tmpfs -o size=3m tmpfs ${dir.path}/disk`,
      `${process.execPath} ${entryPath} ${file} me/mine ${dir.path}/disk`,
      `echo; find ${dir.path}/disk -type f -o -type l`,
    ].join(' && ');
    await promisify(execFile)('mkdir', [join(dir.path, 'disk')]);
    const namespace = ['--user', '--map-root-user', '--mount', 'sh', '-c', script];
    const ran = await promisify(execFile)('unshare', namespace).catch((error: unknown) => error);
    if (ran instanceof Error) return context.skip('this machine allows no mount namespaces');
    const [outcome = '', ...left] = (ran as { stdout: string }).stdout.split('\n').filter(Boolean);
    expect(outcome).toMatch(/HERMES_CACHE_WRITE.*ENOSPC.*free some space/);
    expect(left).toEqual([]);
  },
);

test('A cache of another tool, with links or with regular files, is read and listed alike.', async () => {
  await using dir = await temporaryDir();
  const { path, revision } = await nano('q8_0');
  const linked = await importModel({ file: path, as: 'me/linked', cacheDir: dir.path });
  await cp(join(embeddedCacheDir(), 'models--hermes-harness--nano'), join(dir.path, 'models--me--plain'), {
    recursive: true,
  });
  await rename(
    join(dir.path, 'models--me--linked', 'refs', 'main'),
    join(dir.path, 'models--me--linked', 'refs', 'v1'),
  );
  const listed = await listCache([dir.path, '/nowhere']);
  expect(listed.map(({ repo, file, refs, problem }) => [repo, file, refs, problem])).toEqual([
    ['me/linked', 'nano-q8_0.gguf', ['v1'], null],
    ['me/plain', 'nano-f16.gguf', ['main'], null],
    ['me/plain', 'nano-q8_0.gguf', ['main'], null],
  ]);
  expect(listed[2]).toMatchObject({
    revision,
    quantization: 'Q8_0',
    architecture: 'llama',
    contextLength: 512,
    bytes: linked.bytes,
  });
  expect(listed[0]?.revision).toBe(linked.revision);
});
