import {
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../contract/canonical-json.ts';
import { hashFiles } from './hash-file.ts';
import { holdModel } from './held-model.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-held-'));
  path = join(folder, 'model.gguf');
  writeFileSync(path, 'weights');
  utimesSync(path, 1, 1);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function overwrite(text: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, text);
  closeSync(file);
}

test('what was hashed is what is read, though another file has its name by now', async () => {
  await using held = await holdModel(path);
  writeFileSync(join(folder, 'other'), 'other');
  renameSync(join(folder, 'other'), path);
  expect(held).toMatchObject({ bytes: 7, sha256: sha256('weights') });
  expect(readFileSync(held.path, 'utf8')).toBe('weights');
  expect(await held.changed()).toBeNull();
});

test('a file that was unlinked can be hashed again', async () => {
  await using held = await holdModel(path);
  rmSync(path);
  expect(await held.changed()).toBeNull();
  expect(readFileSync(held.path, 'utf8')).toBe('weights');
});

test('weights that were overwritten in place are told with both digests', async () => {
  await using held = await holdModel(path);
  overwrite('WEIGHTS');
  expect(await held.changed()).toEqual({
    name: 'model',
    before: sha256('weights'),
    now: sha256('WEIGHTS'),
  });
});

test('weights that were overwritten and restored have changed: a mapping follows every write', async () => {
  await using held = await holdModel(path);
  overwrite('WEIGHTS');
  overwrite('weights');
  expect(await held.changed()).toMatchObject({ before: sha256('weights'), now: sha256('weights') });
  await expect(held.refuseTouched()).rejects.toMatchObject({ code: 'HERMES_POOL_MODEL_CHANGED' });
});

test('of a sharded model every shard is held, and another file by the name of one is refused', async () => {
  const shards = [1, 2].map((n) => join(folder, `m-0000${n}-of-00002.gguf`));
  for (const shard of shards) writeFileSync(shard, shard);
  const [first = '', second = ''] = shards;
  await using held = await holdModel(first);
  expect(held).toMatchObject({ ...(await hashFiles(shards)), path: first });
  expect(await held.changed()).toBeNull();
  writeFileSync(join(folder, 'other'), readFileSync(second));
  renameSync(join(folder, 'other'), second);
  await expect(held.refuseTouched()).rejects.toMatchObject({ code: 'HERMES_POOL_MODEL_CHANGED' });
});
