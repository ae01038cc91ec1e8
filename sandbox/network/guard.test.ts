import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Guard } from './guard.ts';
import { LedgerWriter } from './ledger.ts';
import { SealPolicy, type SealPolicyInput } from './policy.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { policyOf } from './sealed-child.fixture.ts';

function guardFor(role: 'launcher' | 'agent', directory: string, more: Partial<SealPolicyInput> = {}): Guard {
  const policy = SealPolicy.parse({ ...policyOf({ role, directory }), ledgerDir: null, ...more });
  return new Guard(policy, new LedgerWriter(policy));
}

test('only path-named sockets inside an allowed directory may be used', async () => {
  await using directory = await createPrivateDirectory();
  const guard = guardFor('agent', directory.path);
  expect(guard.allowsSocket(join(directory.path, 'a.sock'))).toBe(true);
  expect(guard.allowsSocket(join(directory.path, 'deep', 'a.sock'))).toBe(true);
  const refused = [
    `${directory.path}-other/a.sock`,
    `${directory.path}/../a.sock`,
    '/var/run/docker.sock',
    `\0${directory.path}/a.sock`,
    `${directory.path}/a\0.sock`,
    '',
    undefined,
    { path: directory.path },
  ];
  expect(refused.filter((path) => guard.allowsSocket(path))).toEqual([]);
});

test('a symbolic link in the directory does not lead out of it', async () => {
  await using directory = await createPrivateDirectory();
  await using other = await createPrivateDirectory();
  symlinkSync(other.path, join(directory.path, 'link'));
  expect(guardFor('agent', directory.path).allowsSocket(join(directory.path, 'link', 'a.sock'))).toBe(false);
});

test('only the launcher listens, and only on loopback; it connects only to ports that the config names', () => {
  const launcher = guardFor('launcher', '/tmp/none', { relayedPorts: [8080] });
  expect(['127.0.0.1', '::1', 'localhost'].map((host) => launcher.allowsListening(host))).toEqual([
    true,
    true,
    true,
  ]);
  expect(
    ['0.0.0.0', '::', undefined, '127.0.0.1.example'].some((host) => launcher.allowsListening(host)),
  ).toBe(false);
  expect(launcher.allowsTcp('127.0.0.1', 8080)).toBe(true);
  expect(launcher.allowsTcp('127.0.0.1', 80)).toBe(false);
  expect(launcher.allowsTcp('10.0.0.1', 8080)).toBe(false);
  const agent = guardFor('agent', '/tmp/none', { relayedPorts: [8080] });
  expect(agent.allowsTcp('127.0.0.1', 8080)).toBe(false);
  expect(agent.allowsListening('127.0.0.1')).toBe(false);
});
