import { cp, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from './cache-dirs.ts';
import { formatBytes, formatImport, formatList, formatLock, formatVerification } from './format-cache.ts';
import { importModel } from './import-model.ts';
import { listCache } from './list-cache.ts';
import { readLock } from './lock.ts';
import { resolveModel } from './resolve-model.ts';
import { temporaryDir } from './testing/temporary-dir.ts';
import { updateLock } from './update-lock.ts';
import { verifyCache } from './verify-cache.ts';

const nano = () => resolveModel('hermes-harness/nano', { cacheDirs: [embeddedCacheDir()] });

test("The embedded cache verifies against the project's lock; without a lock its files are named as unverifiable.", async () => {
  const withLock = await verifyCache([embeddedCacheDir()], await readLock('hermes.lock.json'));
  expect(withLock.problems).toEqual([]);
  expect(withLock.verified).toBe(4);
  const without = await verifyCache([embeddedCacheDir()]);
  expect(without.verified).toBe(0);
  expect(without.unverifiable.filter((path) => path.endsWith('.gguf'))).toHaveLength(4);
});

test('Every kind of damage is found: changed blob, dangling link, cut regular file, leftover, foreign name.', async () => {
  await using dir = await temporaryDir();
  const { path, revision } = await nano();
  const { sha256 } = await importModel({ file: path, as: 'me/mine', cacheDir: dir.path });
  const mine = join(dir.path, 'models--me--mine');
  await cp(join(embeddedCacheDir(), 'models--hermes-harness--nano'), join(dir.path, 'models--me--plain'), {
    recursive: true,
  });
  const cut = join(dir.path, 'models--me--plain', 'snapshots', revision, 'nano-q8_0.gguf');
  await truncate(cut, 1_000_000);
  await mkdir(join(mine, 'snapshots', 'd'.repeat(40)));
  const dangling = join(mine, 'snapshots', 'd'.repeat(40), 'gone.gguf');
  await symlink('../../blobs/gone', dangling);
  await writeFile(join(mine, 'blobs', `${'e'.repeat(64)}.incomplete`), 'half');
  await writeFile(join(mine, 'blobs', 'notes.txt'), 'mine');
  await writeFile(join(mine, 'blobs', 'f'.repeat(40)), 'small');
  const { problems } = await verifyCache([dir.path]);
  const found = Object.fromEntries(problems.map((item) => [item.path, item.problem]));
  expect(found[join(mine, 'blobs', `${'e'.repeat(64)}.incomplete`)]).toMatch(/unfinished/);
  expect(found[join(mine, 'blobs', 'notes.txt')]).toMatch(/not named by a digest/);
  expect(found[join(mine, 'blobs', 'f'.repeat(40))]).toMatch(/its digest is [0-9a-f]{40}/);
  expect(found[dangling]).toMatch(/links to \.\.\/\.\.\/blobs\/gone/);
  expect(found[cut]).toMatch(/HERMES_CACHE_TRUNCATED/);
  expect(problems).toHaveLength(5);
  await writeFile(join(mine, 'blobs', sha256), 'changed');
  expect((await verifyCache([dir.path])).problems.map((item) => item.path)).toContain(
    join(mine, 'blobs', sha256),
  );
  expect(formatVerification(await verifyCache([dir.path]))).toMatch(/! .*gone\.gguf.*Fix: /);
});

test('A regular file that is not what the lock says is found.', async () => {
  await using dir = await temporaryDir();
  await cp(embeddedCacheDir(), dir.path, { recursive: true });
  const lock = await readLock('hermes.lock.json');
  for (const entry of Object.values(lock.models)) entry.sha256 = '0'.repeat(64);
  const { problems } = await verifyCache([dir.path], lock);
  expect(problems.map(({ problem }) => problem).join()).toMatch(
    /its digest is 7e561d9a.* and the lock says 0000/,
  );
});

test('Locking adds, keeps and reports changes; without arguments it computes every entry anew.', async () => {
  await using dir = await temporaryDir();
  const tasks = join(dir.path, 'tasks.jsonl');
  await writeFile(tasks, '{}\n');
  const options = { projectRoot: dir.path, cacheDirs: [embeddedCacheDir()] };
  const first = await updateLock({ ...options, what: ['hermes-harness/nano:q8_0', 'tasks.jsonl'] });
  expect(first.added).toHaveLength(2);
  const lock = await readLock(first.lockPath);
  const [model = ''] = Object.keys(lock.models);
  expect(model).toMatch(/^hermes-harness\/nano@.*:nano-q8_0\.gguf$/);
  expect(lock.models).toEqual({ [model]: (await readLock('hermes.lock.json')).models[model] });
  await writeFile(tasks, '{}\n{}\n');
  const again = await updateLock({ ...options, what: [] });
  expect(again).toMatchObject({ added: [], changed: ['tasks.jsonl'] });
  expect(again.unchanged).toHaveLength(1);
  expect(formatLock(again)).toMatch(/^changed {3}tasks\.jsonl\nunchanged hermes-harness\/nano@.*\nwrote /);
  await expect(updateLock({ ...options, what: ['none.jsonl'] })).rejects.toThrow(/HERMES_CACHE_NOT_FOUND/);
  await expect(updateLock({ ...options, what: ['org/none'] })).rejects.toThrow(/HERMES_CACHE_NOT_FOUND/);
});

test('Results are printed for people.', async () => {
  await using dir = await temporaryDir();
  expect(formatList([])).toMatch(/empty.*cache pull/);
  const listed = formatList(await listCache([embeddedCacheDir()]));
  expect(listed).toMatch(/^MODEL +FILE +SIZE +QUANT/);
  expect(listed).toMatch(
    /hermes-harness\/nano@main +nano-q8_0\.gguf +2\.1 MiB +Q8_0 +llama +512 +apache-2\.0/,
  );
  const imported = await importModel({ file: (await nano()).path, as: 'me/mine', cacheDir: dir.path });
  expect(formatImport(imported)).toMatch(
    /me\/mine@[0-9a-f]{40}:nano-q8_0\.gguf {2}2\.1 MiB {2}imported\nsha256 7e561d9a.*\nin .*\nLock it with: hermes cache lock/,
  );
  expect([0, 1023, 1024, 5 * 2 ** 30].map(formatBytes)).toEqual(['0 B', '1023 B', '1.0 KiB', '5.0 GiB']);
});
