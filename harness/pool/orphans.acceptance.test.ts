import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ownerPath = fileURLToPath(new URL('testing/pool-owner.ts', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(['with the parent-death prefix', 'bare'])(
  'Workers end when the process that owns the pool is killed, %s.',
  async (how) => {
    const owner = spawn(process.execPath, [ownerPath, how], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(String(line)) as number[];
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual(pids);
    owner.kill('SIGKILL');
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  },
);
