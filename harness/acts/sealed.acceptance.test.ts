import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const unshare = ['unshare', '--user', '--map-current-user', '--net'];
const hasNamespaces =
  process.platform === 'linux' && spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'true']).status === 0;

test.each([
  ['where nock refuses every connection', []],
  ['in a network namespace without loopback as well', hasNamespaces ? unshare : null],
] as const)('acts travel over unix sockets in all arms %s', (_name, prefix) => {
  if (prefix === null) {
    expect(hasNamespaces, 'this kernel gives no network namespaces: checked without').toBe(false);
    return;
  }
  const dir = mkdtempSync(join(tmpdir(), 'sealed-'));
  try {
    const script = join(import.meta.dirname, 'sealed-round-trip.fixture.ts');
    const [command = '', ...args] = [...prefix, process.execPath, script, dir];
    const said: unknown = JSON.parse(execFileSync(command, args, { encoding: 'utf8', timeout: 60_000 }));
    expect(said).toMatchObject({
      answers: ['A {"length":100000}', 'C {"length":100000}', 'PM {"length":100000}'],
      nockActive: true,
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
