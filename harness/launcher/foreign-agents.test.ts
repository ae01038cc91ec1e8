import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HermesConfig } from '../contract/config.ts';
import { openForeignAgents } from './foreign-agents.ts';

let privateDir: string;
let stack: AsyncDisposableStack;
beforeEach(() => {
  privateDir = mkdtempSync(join(tmpdir(), 'hermes-foreign-'));
  stack = new AsyncDisposableStack();
});
afterEach(async () => {
  await stack.disposeAsync();
  rmSync(privateDir, { recursive: true });
});

const open = (config: Partial<HermesConfig>) =>
  openForeignAgents({
    config: HermesConfig.parse(config),
    suites: [{ pipeline: 'full' }],
    env: { KEY: 'k-123', BAD: 'a\nb' },
    privateDir,
    stack,
  });

const reached = (address: string) => ({ address, headers: {}, deadlineMs: 120_000 });

/** A server on a free loopback port that answers every connection with one word. */
async function startSpeaker(word: string, host = '127.0.0.1'): Promise<number> {
  const server = createServer((socket) => socket.end(word)).listen(0, host);
  await once(server, 'listening');
  stack.defer(async () => {
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

async function hear(socketPath: string): Promise<string> {
  let heard = '';
  for await (const chunk of connect(socketPath)) heard += String(chunk);
  return heard;
}

describe("somebody else's agents", () => {
  test('are none unless the config names some', async () => {
    expect(await open({})).toEqual({
      roles: { ownRoles: ['planner', 'coder', 'tester'], foreignAgents: {} },
      socketPrefixes: [],
      relayedPorts: [],
    });
  });

  test('on a unix socket are dialled as they are, and that socket alone, not its folder, is opened for the run host', async () => {
    expect(await open({ agents: { coder: { a2a: 'unix:/tmp/mine/coder.sock' } } })).toEqual({
      roles: {
        ownRoles: ['planner', 'tester'],
        foreignAgents: { coder: reached('unix:/tmp/mine/coder.sock') },
      },
      socketPrefixes: ['/tmp/mine/coder.sock'],
      relayedPorts: [],
    });
  });

  test('on a loopback port are reached through a socket of the run, which ends with it', async () => {
    const port = await startSpeaker('hello');
    const { roles, relayedPorts } = await open({
      agents: { tester: { a2a: `grpc://127.0.0.1:${port}` } },
    });
    expect(relayedPorts).toEqual([port]);
    const socketPath = roles.foreignAgents.tester?.address.replace('unix:', '') ?? '';
    expect(socketPath).toContain(privateDir);
    expect(await hear(socketPath)).toBe('hello');
    await stack.disposeAsync();
    await expect(hear(socketPath)).rejects.toThrow('ENOENT');
  });

  test('may take several roles at one address', async () => {
    const port = await startSpeaker('hello');
    const a2a = `grpc://127.0.0.1:${port}`;
    const { roles, relayedPorts } = await open({
      agents: { planner: { a2a }, coder: { a2a: `grpc://localhost:${port}` }, tester: { a2a } },
    });
    expect(relayedPorts).toEqual([port]);
    expect(new Set(Object.values(roles.foreignAgents).map(({ address }) => address)).size).toBe(1);
    expect(await hear(roles.foreignAgents.coder?.address.replace('unix:', '') ?? '')).toBe('hello');
  });

  test('on ::1 are reached there and not on 127.0.0.1', async () => {
    const port = await startSpeaker('six', '::1');
    const { roles } = await open({ agents: { coder: { a2a: `grpc://[::1]:${port}` } } });
    expect(await hear(roles.foreignAgents.coder?.address.replace('unix:', '') ?? '')).toBe('six');
  });

  test('anywhere else are refused while the run is hermetic, and dialled directly when it is not', async () => {
    const remote = { planner: { a2a: 'grpc://example.org:443' } };
    await expect(open({ agents: remote })).rejects.toThrow(/HERMES_ACTS_ADDRESS\].*example\.org/);
    expect((await open({ agents: remote, hermetic: false })).roles.foreignAgents).toEqual({
      planner: reached('example.org:443'),
    });
  });

  test('get headers and a token from variables, and a deadline of their own', async () => {
    const a2a = 'unix:/tmp/mine.sock';
    const coder = { a2a, headers: { 'x-api-key': 'KEY' }, token: 'KEY', deadlineMs: 7 };
    const { roles } = await open({ agents: { coder } });
    expect(roles.foreignAgents.coder).toEqual({
      address: a2a,
      headers: { 'x-api-key': 'k-123', authorization: 'Bearer k-123' },
      deadlineMs: 7,
    });
  });

  test.each([
    ['is not set', 'NOWHERE', 'is not set'],
    ['holds two lines', 'BAD', 'holds what no header can'],
  ])('whose variable %s are refused by its name, never its value', async (_what, token, why) => {
    const refused = open({ agents: { coder: { a2a: 'unix:/x', token } } });
    await expect(refused).rejects.toThrow(`the coder's agent needs the variable ${token}, which ${why}`);
  });

  test.each(['grpc-timeout', 'hermes-secret', 'te', 'x-bin', 'X-Upper', ':path'])(
    'may not be sent the header %s',
    (name) => {
      const coder = { a2a: 'unix:/x', headers: { [name]: 'KEY' } };
      expect(HermesConfig.safeParse({ agents: { coder } }).success).toBe(false);
    },
  );
});
