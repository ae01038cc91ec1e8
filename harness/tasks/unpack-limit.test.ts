import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readParquet } from './read-parquet.ts';
import { mostUnpackedBytes, unpackBounded } from './unpack-limit.ts';

const directory = mkdtempSync(join(tmpdir(), 'hermes-unpack-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('what unpacks to more than it may is refused, whatever its last bytes tell of its length', () => {
  const bomb = gzipSync(Buffer.alloc(2 << 20));
  const lying = Buffer.concat([bomb.subarray(0, -4), Buffer.alloc(4)]);
  for (const bytes of [bomb, lying]) {
    expect(() => unpackBounded(bytes, { codec: 'gzip', most: 1 << 20, path: 'x.gz' })).toThrow(
      /HERMES_TASK_TOO_LARGE.*x\.gz unpacks to more than 256 MiB/,
    );
  }
});

test('refusing a bomb of 1 GiB takes a process no more memory than the limit', () => {
  // 1,000 gzip members of 1 MiB each: the last bytes tell of one of them only.
  const path = join(directory, 'members.jsonl.gz');
  const member = gzipSync(Buffer.alloc(2 ** 20));
  writeFileSync(path, Buffer.concat(Array.from({ length: 1_000 }, () => member)));
  const script = `import { readJsonLines } from ${JSON.stringify(join(import.meta.dirname, 'read-lines.ts'))};
    try { readJsonLines(${JSON.stringify(path)}); } catch (error) { console.log(error.code, process.resourceUsage().maxRSS); }`;
  const [code, maxRssKiB] = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  }).split(' ');
  expect(code).toBe('HERMES_TASK_TOO_LARGE');
  expect(Number(maxRssKiB) / 1024).toBeLessThan(2 * (mostUnpackedBytes / 2 ** 20) + 200);
});

test('a parquet page that unpacks to more than its header says is refused before it does', async () => {
  const folder =
    'fixtures/datasets/hub/datasets--hermes-harness--sample/snapshots/0123456789abcdef0123456789abcdef01234567';
  const bytes = readFileSync(join(folder, 'sample-js/test-00001-of-00002.parquet'));
  expect((await readParquet(bytes, 'whole.parquet')).length).toBeGreaterThan(0);
  const page = bytes.indexOf(Buffer.from([0x1f, 0x8b, 8]));
  gzipSync(Buffer.alloc(1 << 20)).copy(bytes, page);
  await expect(readParquet(bytes, 'bomb.parquet')).rejects.toThrow(/HERMES_TASK_TOO_LARGE.*bomb\.parquet/);
});
