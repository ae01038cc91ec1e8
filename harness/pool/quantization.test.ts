import { expect, test } from 'vitest';
import { checkQuantization, quantizationTable, type Platform, type WeightFormat } from './quantization.ts';

const platforms: Platform[] = ['cuda', 'windows-cuda', 'metal', 'vulkan', 'cpu'];
const formats: WeightFormat[] = ['gguf', 'bitsandbytes', 'safetensors'];

test('Every platform × format has exactly one row.', () => {
  const keys = quantizationTable.map(({ platform, format }) => `${platform} ${format}`);
  expect(keys.toSorted()).toEqual(platforms.flatMap((p) => formats.map((f) => `${p} ${f}`)).toSorted());
});

test.each<[Platform, WeightFormat, parameters: number, verdict: string]>([
  ['cuda', 'gguf', 70e9, 'ok'],
  ['cpu', 'gguf', 70e9, 'ok'],
  ['windows-cuda', 'gguf', 1e9, 'experimental'],
  ['vulkan', 'gguf', 1e9, 'experimental'],
  ['metal', 'gguf', 8e9, 'ok'],
  ['metal', 'gguf', 8.1e9, 'refused'],
  ['metal', 'bitsandbytes', 1e9, 'refused'],
  ['cuda', 'bitsandbytes', 1e9, 'refused'],
  ['cpu', 'safetensors', 1e9, 'refused'],
])('On %s, %s of %d parameters is %s.', (...[platform, format, parameters, verdict]) => {
  const found = checkQuantization({ platform, format, parameters });
  expect(found.verdict).toBe(verdict);
  expect(found.reason).not.toBe('');
  expect(found.alternative === '').toBe(verdict === 'ok');
});
