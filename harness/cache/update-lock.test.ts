import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLock, tasksKey, verifyTasksFile } from './lock.ts';
import { temporaryDir } from './testing/temporary-dir.ts';
import { updateLock } from './update-lock.ts';

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
    expect(() => verifyTasksFile(key, lock.tasks[key]?.sha256 ?? '', lock)).not.toThrow();
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
