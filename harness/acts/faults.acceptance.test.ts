import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { A2AService } from '@a2a-js/sdk/server/grpc';
import { Client, Server, ServerCredentials, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAnchorStore } from '../anchors/store.ts';
import { connectAgent, type ConnectOptions } from './a2a-port.ts';
import { callMetadata } from './call-metadata.ts';
import { jsonHandler } from './json-handler.ts';
import { replyTo } from './new-act.ts';
import { outcomeOfActError } from './outcome.ts';
import { readAnswer } from './payload.ts';
import { codeRequest, deadlineMs, echo } from './port-contract/under-test.ts';
import { serveAgent } from './serve-agent.ts';

let dir = '';
let log = '';
let listen = '';
const children: ChildProcess[] = [];
const started: AsyncDisposable[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'faults-'));
  log = join(dir, 'log');
  listen = `unix:${dir}/agent.sock`;
  writeFileSync(log, '');
});
afterEach(async () => {
  for (const item of started.splice(0).reverse()) await item[Symbol.asyncDispose]();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

async function startAgent(hangs = 0): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'agent-process.fixture.ts');
  const child = spawn(process.execPath, [script, listen, log, String(hangs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  if (!child.stdout) throw new Error('no stdout');
  await once(child.stdout, 'data');
  return child;
}

async function connect(options: Partial<ConnectOptions> = {}) {
  const port = await connectAgent({ address: listen, role: 'coder', arm: 'C', ...options });
  started.push(port);
  return port;
}

async function logged(line: string): Promise<void> {
  while (!readFileSync(log, 'utf8').includes(line)) await new Promise((resolve) => setTimeout(resolve, 20));
}

const linesOf = (word: string) =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(word));

describe('an agent that dies', () => {
  test('in the middle of an act is started again, and the act is tried again and executed once', async () => {
    let agent = await startAgent(1);
    let restarts = 0;
    const port = await connect({
      onUnavailable: async () => {
        restarts += 1;
        agent = await startAgent(1);
      },
    });
    const asked = port.ask(codeRequest({ n: 1 }), { deadlineMs });
    await logged('start 1');
    agent.kill('SIGKILL');
    const { reply, tries, hops } = await asked;
    expect(readAnswer(reply)).toEqual({ answerTo: 1 });
    expect([tries, restarts, hops.length]).toEqual([2, 1, 2]);
    expect(linesOf('done')).toEqual(['done 1']);
  });

  test('with several acts in flight loses none of them', async () => {
    const agent = await startAgent(5);
    let restarted: Promise<ChildProcess> | undefined;
    const port = await connect({
      onUnavailable: async () => {
        restarted ??= startAgent(5);
        await restarted;
      },
    });
    const asked = [1, 2, 3, 4, 5].map((n) => port.ask(codeRequest({ n }), { deadlineMs }));
    for (const n of [1, 2, 3, 4, 5]) await logged(`start ${n}`);
    agent.kill('SIGKILL');
    const answers = await Promise.all(asked);
    expect(answers.map(({ reply }) => readAnswer(reply)['answerTo'])).toEqual([1, 2, 3, 4, 5]);
    expect(linesOf('done').sort()).toEqual([1, 2, 3, 4, 5].map((n) => `done ${n}`));
  });

  test('and stays dead is unavailable after four tries: the harness is at fault, not a zero', async () => {
    const agent = await startAgent();
    const triesSeen: number[] = [];
    const port = await connect({ onUnavailable: ({ triesSoFar }) => void triesSeen.push(triesSoFar) });
    agent.kill('SIGKILL');
    await once(agent, 'exit');
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ACTS_UNAVAILABLE',
    });
    expect(triesSeen).toEqual([1, 2, 3]);
    expect(outcomeOfActError('HERMES_ACTS_UNAVAILABLE')).toBe('harness');
    await startAgent();
    expect((await port.ask(codeRequest({ n: 2 }), { deadlineMs })).reply.type).toBe('INFORM');
  });

  test('is not waited for longer than the one deadline over all tries', async () => {
    const agent = await startAgent();
    const port = await connect({ onUnavailable: () => new Promise(() => {}) });
    agent.kill('SIGKILL');
    await once(agent, 'exit');
    await expect(port.ask(codeRequest({}), { deadlineMs: 500 })).rejects.toMatchObject({
      code: 'HERMES_ACTS_DEADLINE',
    });
  });

  test('was never there is unavailable at the first contact', async () => {
    await expect(connect()).rejects.toMatchObject({ code: 'HERMES_ACTS_UNAVAILABLE' });
  });

  test('halfway (stopped, not dead) runs into the deadline and answers the next act when it goes on', async () => {
    const agent = await startAgent();
    const port = await connect();
    agent.kill('SIGSTOP');
    await expect(port.ask(codeRequest({ n: 1 }), { deadlineMs: 300 })).rejects.toMatchObject({
      code: 'HERMES_ACTS_DEADLINE',
    });
    agent.kill('SIGCONT');
    expect(readAnswer((await port.ask(codeRequest({ n: 2 }), { deadlineMs })).reply)).toEqual({
      answerTo: 2,
    });
  });
});

describe('garbage', () => {
  const garbage = Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7_919) % 256));

  async function serveGarbage(): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(garbage);
    });
    server.listen(join(dir, 'agent.sock'));
    await once(server, 'listening');
    started.push({ [Symbol.asyncDispose]: async () => void server.close() });
  }

  test('instead of HTTP/2 is an agent that is not available', async () => {
    await serveGarbage();
    await expect(connect()).rejects.toMatchObject({ code: 'HERMES_ACTS_UNAVAILABLE' });
  });

  test('instead of a serialised answer is a bad reply of the agent', async () => {
    const server = new Server();
    const asIs = (bytes: Buffer) => bytes;
    const { path } = A2AService.sendMessage;
    const raw = { path, requestStream: false, responseStream: false } as const;
    server.addService(
      {
        sendMessage: {
          ...raw,
          requestSerialize: asIs,
          requestDeserialize: asIs,
          responseSerialize: asIs,
          responseDeserialize: asIs,
        },
      },
      {
        sendMessage: (_call: unknown, callback: (error: null, value: Buffer) => void) =>
          callback(null, garbage),
      },
    );
    await new Promise((resolve) => server.bindAsync(listen, ServerCredentials.createInsecure(), resolve));
    started.push({ [Symbol.asyncDispose]: async () => server.forceShutdown() });
    const port = await connect();
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ACTS_BAD_REPLY',
    });
  });

  test.each([
    ['at all', garbage],
    [
      'in a message',
      A2AService.sendMessage.requestSerialize({
        tenant: '',
        message: undefined,
        configuration: undefined,
        metadata: undefined,
      }),
    ],
  ])('%s as a request does not hurt the agent', async (_name, request) => {
    started.push(await serveAgent({ role: 'coder', handler: echo, listen }));
    const client = new Client(listen, credentials.createInsecure());
    const asIs = (bytes: Buffer) => bytes;
    const error = await new Promise((resolve) => {
      client.makeUnaryRequest(
        A2AService.sendMessage.path,
        asIs,
        asIs,
        request,
        callMetadata('C'),
        {},
        resolve,
      );
    });
    client.close();
    expect(error).toBeInstanceOf(Error);
    const port = await connect();
    expect((await port.ask(codeRequest({}), { deadlineMs })).reply.type).toBe('INFORM');
  });
});

describe('an anchor', () => {
  const large = new TextEncoder().encode('error: 42\n'.repeat(1_000));
  const day = 24 * 3_600_000;

  async function startWithStore() {
    const clock = { nowMs: 0 };
    const path = join(dir, 'a.sqlite');
    const open = () => openAnchorStore({ path, clock: () => clock.nowMs, capacityBytes: 1e9 });
    const [store, agentStore] = [open(), open()];
    started.push(store, agentStore);
    const spoil = () => {
      const database = new DatabaseSync(path);
      database.exec(`UPDATE anchors SET data = x'00'`);
      database.close();
    };
    return { clock, store, agentStore, spoil };
  }

  test.each([
    ['expired', 'HERMES_ANCHORS_EXPIRED'],
    ['corrupted', 'HERMES_ANCHORS_CORRUPT'],
  ])('that is %s when the agent reads it fails that act, in our class', async (what, code) => {
    const { clock, store, agentStore, spoil } = await startWithStore();
    started.push(await serveAgent({ role: 'coder', handler: echo, listen, store: agentStore }));
    const port = await connect({ arm: 'PM', store });
    const uri = store.put('logs', large);
    if (what === 'expired') clock.nowMs = day;
    else spoil();
    const request = {
      ...codeRequest({}),
      payload: { kind: 'anchor', uri, bytes: large.length, mediaType: 'text/x-log' } as const,
    };
    await expect(port.ask(request, { deadlineMs })).rejects.toMatchObject({ code });
    expect(outcomeOfActError(code)).toBe('harness');
    expect((await port.ask(codeRequest({}), { deadlineMs })).reply.type).toBe('INFORM');
  });

  test.each([
    ['expired', 'HERMES_ANCHORS_EXPIRED'],
    ['corrupted', 'HERMES_ANCHORS_CORRUPT'],
  ])('that is %s when we read the reply fails that act, in our class', async (what, code) => {
    const { clock, store, agentStore, spoil } = await startWithStore();
    const handler = async (act: Parameters<typeof echo>[0]) => {
      const uri = agentStore.put('logs', large);
      if (what === 'expired') clock.nowMs += day;
      else spoil();
      return replyTo(act, {
        type: 'INFORM',
        payload: { kind: 'anchor', uri, bytes: large.length, mediaType: 'text/x-log' },
      });
    };
    started.push(await serveAgent({ role: 'coder', handler, listen, store: agentStore }));
    const port = await connect({ arm: 'PM', store });
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toMatchObject({ code });
  });

  test('that does not fit any more fails the act that wanted it, on either side', async () => {
    const { agentStore } = await startWithStore();
    const tiny = openAnchorStore({ path: join(dir, 'tiny.sqlite'), clock: () => 0, capacityBytes: 10 });
    started.push(tiny);
    const verbose = jsonHandler(async () => ({ code: 'x'.repeat(10_000) }));
    started.push(await serveAgent({ role: 'coder', handler: verbose, listen, store: tiny }));
    const port = await connect({ arm: 'PM', store: agentStore });
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ANCHORS_FULL',
    });
    const other = await connect({ arm: 'PM', store: tiny });
    await expect(other.ask(codeRequest({ log: 'x'.repeat(10_000) }), { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ANCHORS_FULL',
    });
  });
});
