import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPrivateDirectory, removeStale, socketBase, staleDirectories } from './private-directory.ts';
import { findResidue } from './residue.ts';

test('a private directory is 0700 and gone after disposal', async () => {
  let path = '';
  {
    await using directory = await createPrivateDirectory();
    ({ path } = directory);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  }
  expect(existsSync(path)).toBe(false);
});

test('a base too long for Unix sockets is refused with its length', async () => {
  await using directory = await createPrivateDirectory();
  const base = join(directory.path, 'x'.repeat(60));
  mkdirSync(base);
  await expect(createPrivateDirectory(base)).rejects.toThrow(
    /HERMES_SEAL_SOCKET_PATH.*the kernel takes 10[37]/,
  );
});

test('sockets fall back to a short folder when TMPDIR is too long, and a TMPDIR that is not there is named', async () => {
  const before = { TMPDIR: process.env['TMPDIR'], XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] };
  await using directory = await createPrivateDirectory();
  const long = join(directory.path, 'x'.repeat(80));
  mkdirSync(long);
  try {
    process.env['TMPDIR'] = long;
    delete process.env['XDG_RUNTIME_DIR'];
    expect(socketBase()).toBe('/tmp');
    process.env['XDG_RUNTIME_DIR'] = directory.path;
    expect(socketBase()).toBe(directory.path);
    process.env['TMPDIR'] = '/nope';
    await expect(createPrivateDirectory()).rejects.toThrow(
      /HERMES_SEAL_TMPDIR.*\/nope, is not there.*set TMPDIR/,
    );
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test('directories of dead owners are removed; living owners and foreign folders are left alone', async () => {
  await using base = await createPrivateDirectory();
  const make = (name: string, owner?: object) => {
    const path = join(base.path, name);
    mkdirSync(path);
    if (owner !== undefined) writeFileSync(join(path, 'owner.json'), JSON.stringify(owner));
    return path;
  };
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'close');
  const dead = make('hermes-dead', { pid: child.pid, start: 1 });
  const reused = make('hermes-reused', { pid: process.pid, start: 1 });
  const living = make('hermes-live', { pid: process.pid, start: null });
  const foreign = make('hermes-without-marker');
  const expected = process.platform === 'linux' ? [dead, reused] : [dead];
  expect(staleDirectories(base.path).sort()).toEqual(expected);
  expect(removeStale(base.path).sort()).toEqual(expected);
  expect([dead, living, foreign].map((path) => existsSync(path))).toEqual([false, true, true]);
});

test('residue names processes, sockets and files that a run left', async () => {
  await using directory = await createPrivateDirectory();
  expect(findResidue(directory.path)).toEqual([]);
  const server = createServer().listen(join(directory.path, 'left.sock'));
  await once(server, 'listening');
  writeFileSync(join(directory.path, 'left.txt'), '');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'], {
    env: { RUN: directory.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const found = findResidue(directory.path);
  const kinds = process.platform === 'linux' ? ['file', 'process', 'socket'] : ['file', 'socket'];
  expect(found.map(({ kind }) => kind).sort()).toEqual(kinds);
  if (process.platform === 'linux')
    expect(found.find(({ kind }) => kind === 'process')?.what).toContain(String(child.pid));
  child.kill('SIGKILL');
  server.close();
  await Promise.all([once(child, 'close'), once(server, 'close')]);
});
