import { cp, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from './cache-dirs.ts';
import { hashFile } from './hash-file.ts';
import { Lock, lockKey, lockModel, readLock, verifyModel, verifyTasks, writeLock } from './lock.ts';
import { resolveModel } from './resolve-model.ts';
import { temporaryDir } from './testing/temporary-dir.ts';

const embedded = { cacheDirs: [embeddedCacheDir()] };

/** Changes one byte of a file at an offset from its end. */
async function flipByte(path: string, fromEnd: number): Promise<void> {
  await using handle = await open(path, 'r+');
  const { size } = await handle.stat();
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, size - fromEnd);
  byte.writeUInt8(byte.readUInt8() ^ 1);
  await handle.write(byte, 0, 1, size - fromEnd);
}

test.each(['q8_0', 'f16'])("The project's own lock holds for the embedded model, %s.", async (quant) => {
  const lock = await readLock('hermes.lock.json');
  const model = await resolveModel(`hermes-harness/nano:${quant}`, embedded);
  const identity = await verifyModel(model, lock);
  expect(identity).toEqual({
    repo: model.repo,
    revision: model.revision,
    file: model.file,
    ...lock.models[lockKey(model)],
  });
});

test("The project's own lock holds for every task file that ships.", async () => {
  const lock = await readLock('hermes.lock.json');
  const files = (await readdir('fixtures/tasks')).filter((file) => file.endsWith('.jsonl'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const path = `fixtures/tasks/${file}`;
    expect(() =>
      verifyTasks({ kind: 'file', key: path, sha256: lock.tasks[path]?.sha256 ?? '' }, lock),
    ).not.toThrow();
    expect((await hashFile(path)).sha256).toBe(lock.tasks[path]?.sha256);
  }
});

test.each([1, 1000, 2_000_000])(
  'A model that is one bit off, %i bytes before its end, is refused.',
  async (fromEnd) => {
    await using hub = await temporaryDir();
    await cp(embeddedCacheDir(), hub.path, { recursive: true });
    const model = await resolveModel('hermes-harness/nano', { cacheDirs: [hub.path] });
    const lock = await readLock('hermes.lock.json');
    await expect(verifyModel(model, lock)).resolves.toMatchObject({ bytes: model.bytes });
    await flipByte(model.path, fromEnd);
    const { sha256 } = await hashFile(model.path);
    const locked = lock.models[lockKey(model)]?.sha256;
    await expect(verifyModel(model, lock)).rejects.toThrow(
      new RegExp(`HERMES_CACHE_LOCK_MISMATCH.*${locked}.*${sha256}.*hermes cache lock hermes-harness/nano@`),
    );
  },
);

test('A shorter file, a changed tokenizer digest and a changed template digest are mismatches, too.', async () => {
  const lock = await readLock('hermes.lock.json');
  const model = await resolveModel('hermes-harness/nano', embedded);
  await expect(verifyModel({ ...model, bytes: 7 }, lock)).rejects.toThrow(/LOCK_MISMATCH.*bytes.*2192448.*7/);
  for (const field of ['tokenizerSha256', 'chatTemplateSha256'] as const) {
    const changed = structuredClone(lock);
    Object.assign(changed.models[lockKey(model)] ?? {}, { [field]: 'f'.repeat(64) });
    await expect(verifyModel(model, changed)).rejects.toThrow(new RegExp(`LOCK_MISMATCH.*${field}.*ffff`));
  }
});

test('A model or task file without an entry is refused with the command that adds it.', async () => {
  const model = await resolveModel('hermes-harness/nano', embedded);
  const empty = Lock.parse({});
  await expect(verifyModel(model, empty)).rejects.toThrow(
    /NOT_LOCKED.*run hermes cache lock hermes-harness\/nano@/,
  );
  expect(() => verifyTasks({ kind: 'file', key: 't.jsonl', sha256: 'a'.repeat(64) }, empty)).toThrow(
    /NOT_LOCKED.*hermes cache lock t\.jsonl/,
  );
});

test('A task file with another digest is refused with both digests.', () => {
  const lock = Lock.parse({ tasks: { 't.jsonl': { sha256: 'a'.repeat(64) } } });
  expect(() => verifyTasks({ kind: 'file', key: 't.jsonl', sha256: 'a'.repeat(64) }, lock)).not.toThrow();
  expect(() => verifyTasks({ kind: 'file', key: 't.jsonl', sha256: 'b'.repeat(64) }, lock)).toThrow(
    /LOCK_MISMATCH.*aaaa.*bbbb/,
  );
});

test('A lock is read as it was written, with sorted keys and no temporary file left.', async () => {
  await using dir = await temporaryDir();
  const path = join(dir.path, 'hermes.lock.json');
  const model = await resolveModel('hermes-harness/nano', embedded);
  const lock = Lock.parse({ tasks: { z: { sha256: 'a'.repeat(64) }, a: { sha256: 'b'.repeat(64) } } });
  lock.models[lockKey(model)] = await lockModel(model);
  await writeLock(path, lock);
  expect(await readLock(path)).toEqual(lock);
  expect(Object.keys((await readLock(path)).tasks)).toEqual(['a', 'z']);
  expect(await readdir(dir.path)).toEqual(['hermes.lock.json']);
});

test.each(['', '{', '[]', '{"models":{"x":{}}}', '{"model":{}}', '{"lockVersion":2}'])(
  'A lock file that holds %j is refused.',
  async (text) => {
    await using dir = await temporaryDir();
    const path = join(dir.path, 'hermes.lock.json');
    await expect(readLock(path)).rejects.toThrow(/HERMES_CACHE_BAD_LOCK.*hermes cache lock/s);
    await writeFile(path, text);
    await expect(readLock(path)).rejects.toThrow(/HERMES_CACHE_BAD_LOCK.*hermes cache lock/s);
  },
);

test('The digest in the lock is the SHA-256 that sha256sum prints.', async () => {
  expect(await readFile('fixtures/models/nano/SCORES.md', 'utf8')).toContain(
    (await lockModel(await resolveModel('hermes-harness/nano', embedded))).sha256,
  );
});
