import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPool } from '../create-pool.ts';
import { nanoOptions } from '../testing/nano.ts';

/** Clock ticks of CPU time that ended children of a process used (`cutime + cstime` of proc(5)). */
function childTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[13]) + Number(fields[14]);
}

test('The module that is replaced is where node-llama-cpp has it, with the function it exports.', () => {
  const path = 'node_modules/node-llama-cpp/dist/bindings/utils/testBindingBinary.js';
  expect(readFileSync(path, 'utf8')).toMatch(/export async function testBindingBinary\(/);
});

test.runIf(process.platform === 'linux')('A worker starts no process of its own.', async () => {
  spawnSync(process.execPath, ['-e', 'const end = Date.now() + 100; while (Date.now() < end);']);
  expect(childTicks(process.pid)).toBeGreaterThan(0);
  await using pool = await createPool(await nanoOptions());
  expect(childTicks(pool.stats()[0]?.pid ?? 0)).toBe(0);
});
