import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { embeddedCacheDir } from '../cache/cache-dirs.ts';
import { readGgufMetadata } from '../cache/gguf-metadata.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import { createPool } from './create-pool.ts';
import { estimateMemory } from './memory-estimate.ts';
import { coderRequest, microTasks, nanoOptions } from './testing/nano.ts';

const metadataOf = async (quant: string) => {
  const { path, bytes } = await resolveModel(`hermes-harness/nano:${quant}`, {
    cacheDirs: [embeddedCacheDir()],
  });
  return { metadata: await readGgufMetadata(path), bytes };
};

test('The context of nano is 4 layers × 2 × 192 values × 2 bytes a token, padded to 256 tokens, for each sequence.', async () => {
  const model = await metadataOf('q8_0');
  const perToken = 4 * 2 * 192 * 2;
  const contextMiB = (contextSize: number, sequences: number) =>
    estimateMemory({ ...model, contextSize, sequences }).contextMiB * 2 ** 20;
  expect(contextMiB(512, 1)).toBe(512 * perToken);
  expect(contextMiB(257, 1)).toBe(512 * perToken);
  expect(contextMiB(256, 8)).toBe(8 * 256 * perToken);
});

test('Quantised weights are counted again for the copy that each CPU worker makes, F16 weights are not.', async () => {
  const q8 = estimateMemory({ ...(await metadataOf('q8_0')), contextSize: 512, sequences: 1 });
  expect(q8.repackedMiB).toBe(q8.weightsMiB);
  expect(estimateMemory({ ...(await metadataOf('f16')), contextSize: 512, sequences: 1 }).repackedMiB).toBe(
    0,
  );
});

test.runIf(process.platform === 'linux')('What a worker really takes is within the estimate.', async () => {
  const options = await nanoOptions();
  const metadata = await readGgufMetadata(options.modelPath);
  const { size: bytes } = await stat(options.modelPath);
  const estimate = estimateMemory({ metadata, bytes, contextSize: 512, sequences: 1 });
  await using pool = await createPool(options);
  await Promise.all(microTasks(5).map((task) => pool.complete(coderRequest(task))));
  const pssMiB = pool.stats()[0]?.pssMiB ?? Number.NaN;
  expect(pssMiB).toBeLessThan(Object.values(estimate).reduce((sum, part) => sum + part, 0));
  expect(pssMiB).toBeGreaterThan(30);
});
