import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { relayLoopback } from './loopback-relay.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { installSeal } from './seal.ts';
import { policyOf, runSealed } from './sealed-child.fixture.ts';

test('a sealed process reaches a declared loopback port through the run directory, and only so', async () => {
  await using directory = await createPrivateDirectory();
  const server = createServer((request, response) => response.end(`backend ${request.url}`)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const launcher = policyOf({ role: 'launcher', directory: directory.path });
  const seal = installSeal({ ...launcher, ledgerDir: null, relayedPorts: [port] });
  try {
    await using relay = await relayLoopback(port, directory.path);
    const code = `
      import http from 'node:http';
      const get = (options) => new Promise((ok) => http.get({ ...options, path: '/v1' }, async (response) =>
        ok((await response.toArray()).join(''))).on('error', (error) => ok(error.code)));
      process.send([await get({ socketPath: ${JSON.stringify(relay.socketPath)} }), await get({ host: '127.0.0.1', port: ${port} })]);
      process.disconnect();`;
    const { messages } = await runSealed({ role: 'run-host', directory: directory.path, code });
    expect(messages).toEqual([['backend /v1', 'ENETUNREACH']]);
    expect(relay.connections()).toBe(1);
    expect(seal.attempts()).toEqual([]);
    await expect(relayLoopback(port, directory.path)).rejects.toThrow('HERMES_SEAL_RELAY');
  } finally {
    seal.dispose();
    server.close();
  }
});
