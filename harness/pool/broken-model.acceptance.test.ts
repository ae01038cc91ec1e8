import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDir } from '../cache/testing/temporary-dir.ts';
import { createPool } from './create-pool.ts';
import type { PoolEvent } from './pool.ts';
import { survivors } from './testing/kill-at-random.ts';
import { nanoOptions } from './testing/nano.ts';

/** The embedded model with some text written over another, found by its first occurrence. */
function replaced(good: Buffer, [from, to]: [from: string, to: string]): Buffer {
  const bytes = Buffer.from(good);
  bytes.write(to, bytes.indexOf(from));
  return bytes;
}

test.each<[what: string, RegExp, (good: Buffer) => Buffer | string]>([
  [
    'a truncated file',
    /HERMES_CACHE_TRUNCATED.*needs at least 2192448/,
    (good) => good.subarray(0, 1_000_000),
  ],
  ['another magic', /HERMES_CACHE_NOT_GGUF.*"GGML"/, () => 'GGML and more'],
  ['no model at all', /HERMES_CACHE_NOT_GGUF/, () => ''],
  [
    'no chat template',
    /HERMES_POOL_TEMPLATE.*has no chat template/,
    (good) => replaced(good, ['tokenizer.chat_template', 'tokenizer.chat_templXXX']),
  ],
  [
    'a template that refuses',
    /HERMES_POOL_TEMPLATE.*chat template failed/,
    (good) => replaced(good, ['{% for m in', "{{ raise_exception('no') }}"]),
  ],
  [
    'an unknown architecture',
    /HERMES_POOL_LOAD.*does not know the architecture/,
    (good) => replaced(good, ['llama', 'llamx']),
  ],
])('A pool on %s is refused with a code and a fix, and leaves no process.', async (...[, message, make]) => {
  await using dir = await temporaryDir();
  const options = await nanoOptions();
  const modelPath = join(dir.path, 'broken.gguf');
  await writeFile(modelPath, make(await readFile(options.modelPath)));
  const events: PoolEvent[] = [];
  const refusal = createPool({ ...options, modelPath, log: (event) => void events.push(event) });
  await expect(refusal).rejects.toThrow(message);
  await expect(refusal).rejects.toThrow(/Fix: /);
  expect(survivors(events)).toEqual([]);
  expect(events).toContainEqual(expect.objectContaining({ event: 'worker-exited', why: 'refused' }));
});

test('A file that is absent and a context too large for memory are refused with a code.', async () => {
  await expect(createPool(await nanoOptions({ modelPath: '/nowhere/x.gguf' }))).rejects.toThrow(
    /HERMES_POOL_LOAD.*ENOENT/,
  );
  await expect(createPool(await nanoOptions({ contextSize: 2_000_000_000 }))).rejects.toThrow(
    /HERMES_POOL_TOO_LARGE.*context of 2000000000 tokens.*Fix: use a smaller/,
  );
});
