import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../testing/cli.ts';
import { olderNode } from '../testing/other-node.ts';

const node = olderNode();
const starter = join(repositoryRoot, 'harness/cli/hermes.mjs');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes starter ü '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the starter whose CLI only tells how it was ended, so that a test sees what reaches it. */
function puppet(): string {
  for (const part of ['harness/cli', 'sandbox/launch']) mkdirSync(join(folder, part), { recursive: true });
  cpSync(starter, join(folder, 'harness/cli/hermes.mjs'));
  cpSync(join(repositoryRoot, 'sandbox/launch/find-node.mjs'), join(folder, 'sandbox/launch/find-node.mjs'));
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const code = `const [how] = process.argv.slice(2);
process.on('SIGTERM', () => { console.log('told to end on ' + process.versions.node.split('.')[0]); process.exit(130); });
if (how === 'exit') process.exit(4);
if (how === 'die') process.kill(process.pid, 'SIGKILL');
console.log('started');
setInterval(() => {}, 1_000);
`;
  writeFileSync(join(folder, 'harness/cli/entry.ts'), code);
  return join(folder, 'harness/cli/hermes.mjs');
}

test('the CLI starts through a link in node_modules/.bin, from any folder', () => {
  const link = join(folder, 'linked hermes');
  symlinkSync(starter, link);
  const { stdout, status } = spawnSync(process.execPath, [link, '--version'], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(status).toBe(0);
});

describe.skipIf(node === undefined)('on an older Node', () => {
  const older = node ?? '';
  let path: string;
  beforeAll(() => {
    path = puppet();
  });

  test('the CLI runs all the same, on the pinned one', () => {
    const { stdout, status } = spawnSync(older, [starter, '--version'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });

  test('exit code and signal of the CLI are those of the command', () => {
    expect(spawnSync(older, [path, 'exit'])).toMatchObject({ status: 4, signal: null });
    expect(spawnSync(older, [path, 'die'])).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  test('a signal to the command reaches the CLI, which ends in its own way', async () => {
    const child = spawn(older, [path, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('started')) child.kill('SIGTERM');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(output).toContain('told to end on 24');
    expect(code).toBe(130);
  });

  test('without any Node that is new enough, the error says what to do', () => {
    rmSync(join(folder, 'node_modules'));
    const { stderr, status } = spawnSync(older, [path], { encoding: 'utf8' });
    expect(stderr).toMatch(
      /^\[HERMES_SANDBOX_NODE\] the processes of Hermes need Node 24 or later.* Fix: .+\.\n$/,
    );
    expect(status).toBe(2);
  });
});
