import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from './cache-dirs.ts';
import { readGgufMetadata } from './gguf-metadata.ts';
import { resolveModel } from './resolve-model.ts';
import { temporaryDir } from './testing/temporary-dir.ts';

async function embeddedBytes(): Promise<Buffer> {
  const model = await resolveModel('hermes-harness/nano', { cacheDirs: [embeddedCacheDir()] });
  return await readFile(model.path);
}

/** Offset at which the header of the embedded model ends is somewhere below this. */
const headerBytes = 40_000;

test('The header of the embedded model tells what the model is.', async () => {
  const { path } = await resolveModel('hermes-harness/nano', { cacheDirs: [embeddedCacheDir()] });
  expect(await readGgufMetadata(path)).toMatchObject({
    architecture: 'llama',
    quantization: 'Q8_0',
    contextLength: 512,
    blockCount: 4,
    embeddingLength: 192,
    vocabularySize: 640,
    parameters: 2_041_536,
    shards: 1,
    chatTemplate: expect.stringContaining('<|im_start|>'),
  });
});

test('Both quantizations have the same tokenizer and template digests.', async () => {
  const paths = await Promise.all(
    ['q8_0', 'f16'].map((quant) =>
      resolveModel(`hermes-harness/nano:${quant}`, { cacheDirs: [embeddedCacheDir()] }),
    ),
  );
  const [q8, f16] = await Promise.all(paths.map(({ path }) => readGgufMetadata(path)));
  expect(q8?.tokenizerSha256).toBe(f16?.tokenizerSha256);
  expect(q8?.chatTemplateSha256).toBe(f16?.chatTemplateSha256);
});

test('A change to the tokenizer alone changes its digest.', async () => {
  await using dir = await temporaryDir();
  const bytes = await embeddedBytes();
  const path = join(dir.path, 'changed.gguf');
  await writeFile(path, bytes);
  const before = await readGgufMetadata(path);
  const at = bytes.indexOf('<|endoftext|>');
  expect(at).toBeGreaterThan(0);
  bytes.write('<|endOftext|>', at);
  await writeFile(path, bytes);
  const after = await readGgufMetadata(path);
  expect(after.tokenizerSha256).not.toBe(before.tokenizerSha256);
  expect(after.chatTemplateSha256).toBe(before.chatTemplateSha256);
});

test('A file that is cut anywhere in its header or its tensors is truncated.', async () => {
  await using dir = await temporaryDir();
  const bytes = await embeddedBytes();
  const path = join(dir.path, 'cut.gguf');
  const cuts = [4, 5, 8, 23, 24, 100, 5000, headerBytes, bytes.length / 2, bytes.length - 1];
  for (const cut of cuts) {
    await writeFile(path, bytes.subarray(0, cut));
    await expect(readGgufMetadata(path)).rejects.toThrow(/HERMES_CACHE_TRUNCATED.*Fix/);
  }
});

test('Other files and versions are not GGUF.', async () => {
  await using dir = await temporaryDir();
  const path = join(dir.path, 'x.gguf');
  const bytes = await embeddedBytes();
  for (const text of ['', 'GG', 'ggml', 'not a model at all', '<html>']) {
    await writeFile(path, text);
    await expect(readGgufMetadata(path)).rejects.toThrow(/HERMES_CACHE_NOT_GGUF.*instead of "GGUF".*Fix/);
  }
  bytes.writeUInt32LE(9, 4);
  await writeFile(path, bytes);
  await expect(readGgufMetadata(path)).rejects.toThrow(/HERMES_CACHE_NOT_GGUF.*version is 9/);
});

test('A header with counts that no file could hold is refused without allocating for them.', async () => {
  await using dir = await temporaryDir();
  const path = join(dir.path, 'x.gguf');
  const bytes = await embeddedBytes();
  bytes.writeBigUInt64LE(2n ** 62n, 16);
  await writeFile(path, bytes);
  await expect(readGgufMetadata(path)).rejects.toThrow(/HERMES_CACHE_TRUNCATED/);
});
