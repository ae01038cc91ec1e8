import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAnchorStore } from './store.ts';

/** Starts a process that puts without end, kills it after so many acknowledgements, and returns those. */
async function putUntilKilled(path: string, seed: number, acknowledged: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'put-many.fixture.ts');
  const child = spawn(process.execPath, [script, path, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let said = '';
  let killed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (killed || said.split('\n').length <= acknowledged) return;
    killed = child.kill('SIGKILL');
  });
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  return said.split('\n').slice(0, -1);
}

test('two processes are killed during 200 random puts each: every acknowledged anchor is there and whole', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anchors-kill-'));
  try {
    const path = join(dir, 'a.sqlite');
    openAnchorStore({ path, clock: () => 0, capacityBytes: 1e9 }).close();
    const lines = (await Promise.all([putUntilKilled(path, 1, 200), putUntilKilled(path, 2, 200)])).flat();
    expect(lines.length).toBeGreaterThanOrEqual(400);
    await using store = openAnchorStore({ path, clock: () => 0, capacityBytes: 1e9 });
    for (const line of lines) {
      const [uri = '', size] = line.split(' ');
      expect(store.resolve(uri)).toHaveLength(Number(size));
    }
    const stored = store.list();
    for (const { uri } of stored) store.resolve(uri);
    const storedBytes = stored.reduce((sum, { bytes }) => sum + bytes, 0);
    await using tight = openAnchorStore({ path, clock: () => 0, capacityBytes: storedBytes + 1 });
    expect(tight.put('repo', Buffer.from('1'))).toMatch(/^mcp:/);
    expect(() => tight.put('repo', Buffer.from('2'))).toThrow(/HERMES_ANCHORS_FULL/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
