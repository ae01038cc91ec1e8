import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from './cache-dirs.ts';
import { importModel } from './import-model.ts';
import { readLock, tasksKey, verifyTasks } from './lock.ts';
import { resolveModel } from './resolve-model.ts';
import { temporaryDir } from './testing/temporary-dir.ts';
import { removeFromLock, updateLock } from './update-lock.ts';

test('A gzipped task file and one outside the project are locked, and found however they are named.', async () => {
  await using folder = await temporaryDir();
  const projectRoot = join(folder.path, 'project');
  mkdirSync(projectRoot);
  const outside = join(folder.path, 'outside.jsonl');
  for (const path of [outside, join(projectRoot, 'own.jsonl.gz')]) writeFileSync(path, 'x');
  const { lockPath, added } = await updateLock({
    what: [outside, 'own.jsonl.gz'],
    projectRoot,
    cacheDirs: [],
  });
  expect(added).toEqual(['../outside.jsonl', 'own.jsonl.gz']);
  const lock = await readLock(lockPath);
  for (const name of [outside, '../outside.jsonl', './own.jsonl.gz', join(projectRoot, 'own.jsonl.gz')]) {
    const key = tasksKey(projectRoot, name);
    expect(() =>
      verifyTasks({ kind: 'file', key, sha256: lock.tasks[key]?.sha256 ?? '' }, lock),
    ).not.toThrow();
  }
});

test('An entry whose file was deleted is taken out when all are locked again, and named; asked for by name it is an error.', async () => {
  await using folder = await temporaryDir();
  const where = { projectRoot: folder.path, cacheDirs: [] };
  for (const name of ['a.jsonl', 'b.jsonl']) writeFileSync(join(folder.path, name), name);
  await updateLock({ what: ['a.jsonl', 'b.jsonl'], ...where });
  rmSync(join(folder.path, 'b.jsonl'));
  await expect(updateLock({ what: ['b.jsonl'], ...where })).rejects.toMatchObject({
    code: 'HERMES_CACHE_NOT_FOUND',
  });
  const { removed, unchanged, lockPath } = await updateLock({ what: [], ...where });
  expect({ removed, unchanged }).toEqual({ removed: ['b.jsonl'], unchanged: ['a.jsonl'] });
  expect(Object.keys((await readLock(lockPath)).tasks)).toEqual(['a.jsonl']);
});

test('A lock that cannot be written is an error with its path and what to do.', async () => {
  await using folder = await temporaryDir();
  writeFileSync(join(folder.path, 'a.jsonl'), 'a');
  const lockPath = join(folder.path, 'nowhere', 'hermes.lock.json');
  await expect(
    updateLock({ what: ['a.jsonl'], projectRoot: folder.path, cacheDirs: [], lockPath }),
  ).rejects.toMatchObject({ code: 'HERMES_CACHE_WRITE', value: lockPath });
});

test('Entries are taken out by name; what the lock does not hold is an error that says what it holds.', async () => {
  await using folder = await temporaryDir();
  const where = { projectRoot: folder.path, cacheDirs: [] };
  for (const name of ['a.jsonl', 'b.jsonl']) writeFileSync(join(folder.path, name), name);
  await updateLock({ what: ['a.jsonl', 'b.jsonl'], ...where });
  rmSync(join(folder.path, 'b.jsonl'));
  const { removed, lockPath } = await removeFromLock({ what: [join(folder.path, 'b.jsonl')], ...where });
  expect(removed).toEqual(['b.jsonl']);
  expect(Object.keys((await readLock(lockPath)).tasks)).toEqual(['a.jsonl']);
  await expect(removeFromLock({ what: ['b.jsonl'], ...where })).rejects.toThrow(/it holds a\.jsonl/);
});

test('A locked model that is gone from the cache stays locked until it is removed, and the error says how.', async () => {
  await using folder = await temporaryDir();
  const where = { projectRoot: folder.path };
  const cacheDirs = [embeddedCacheDir()];
  const { lockPath, added } = await updateLock({ what: ['hermes-harness/nano'], cacheDirs, ...where });
  await expect(updateLock({ what: [], cacheDirs: [], ...where })).rejects.toThrow(
    new RegExp(`NOT_FOUND.*cache lock --remove ${added[0]}`),
  );
  expect(Object.keys((await readLock(lockPath)).models)).toEqual(added);
});

test('A model without a chat template is named where it is locked and where it is imported.', async () => {
  await using folder = await temporaryDir();
  const file = join(folder.path, 'base.gguf');
  const nano = await resolveModel('hermes-harness/nano', { cacheDirs: [embeddedCacheDir()] });
  const key = Buffer.from('tokenizer.chat_template');
  const bytes = readFileSync(nano.path);
  Buffer.from('tokenizer.chat_templat_').copy(bytes, bytes.indexOf(key));
  writeFileSync(file, bytes);
  const imported = await importModel({ file, as: 'me/base', cacheDir: folder.path });
  expect(imported.warnings).toEqual([expect.stringContaining('base.gguf has no chat template')]);
  const locked = await updateLock({
    what: ['me/base'],
    projectRoot: folder.path,
    cacheDirs: [folder.path],
  });
  expect(locked.warnings).toEqual([expect.stringContaining('has no chat template')]);
});
