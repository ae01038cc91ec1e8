import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { HermesError } from '../contract/errors.ts';
import type { Handlers } from './calls.ts';
import { connectSocket } from './connect.ts';
import { newSecret } from './secret.ts';
import { serveSocket } from './serve.ts';

const calls = {
  echo: { params: z.unknown(), answer: z.unknown(), progress: z.string() },
  wait: { params: z.null(), answer: z.null() },
  fail: { params: z.null(), answer: z.null() },
  lie: { params: z.null(), answer: z.number() },
};
type Served = Handlers<typeof calls>;

let folder: string;
let path: string;
let secret: string;
let aborted: string[];
let started: PromiseWithResolvers<void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wire-'));
  path = join(folder, 's.sock');
  secret = newSecret();
  aborted = [];
  started = Promise.withResolvers();
});
afterEach(() => rmSync(folder, { recursive: true }));

const original = new HermesError('HERMES_RUN_EMPTY', {
  message: 'nothing to do.',
  value: 3,
  fix: 'do something.',
});
const handlers: Served = {
  echo: async (params, { progress }) => {
    progress('half');
    return params;
  },
  wait: (_params, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted.push(String(signal.reason));
        reject(signal.reason);
      });
      started.resolve();
    }),
  fail: () => Promise.reject(original),
  lie: async () => 'no number' as never,
};

const serve = (change: Partial<Parameters<typeof serveSocket<typeof calls>>[0]> = {}) =>
  serveSocket({ path, secret, calls, handlers, ...change });
const enter = (change: { secret?: string } = {}) => connectSocket({ path, secret, calls, ...change });

test('a call gets its own answer, whatever order answers come in, with progress before it', async () => {
  await using _server = await serve();
  await using client = await enter();
  const heard: string[] = [];
  const awkward = { text: 'a\nb\u2028c\u0085\ud800', nested: [null, 'ü'] };
  const answers = await Promise.all([
    client.call('echo', awkward, { onProgress: (text) => void heard.push(text) }),
    client.call('echo', 7),
  ]);
  expect(answers).toEqual([awkward, 7]);
  expect(heard).toEqual(['half']);
});

test('an error arrives as it was thrown', async () => {
  await using _server = await serve();
  await using client = await enter();
  const { code, message, rawMessage, value, fix } = original;
  await expect(client.call('fail', null)).rejects.toMatchObject({ code, message, rawMessage, value, fix });
});

test('what does not follow the schemas is refused for its call only, on either side', async () => {
  await using _server = await serve();
  await using client = await enter();
  await expect(client.call('wait', 5 as never)).rejects.toMatchObject({ code: 'HERMES_WIRE_PROTOCOL' });
  await expect(client.call('lie', null)).rejects.toMatchObject({ code: 'HERMES_WIRE_PROTOCOL' });
  const strange = client as unknown as { call(name: string, params: null): Promise<unknown> };
  await expect(strange.call('constructor', null)).rejects.toThrow('there is no call');
  expect(await client.call('echo', 'still here')).toBe('still here');
});

test('a call is cancelled by its signal, and at once when the signal was aborted before', async () => {
  await using _server = await serve();
  await using client = await enter();
  const controller = new AbortController();
  const call = client.call('wait', null, { signal: controller.signal });
  await started.promise;
  controller.abort('mine');
  await expect(call).rejects.toBe('mine');
  await expect.poll(() => aborted).toEqual(['Error: the caller cancelled']);
  await expect(client.call('wait', null, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
  expect(aborted).toHaveLength(1);
});

test('a call leaves no listener on its signal', async () => {
  await using _server = await serve();
  await using client = await enter();
  const { signal } = new AbortController();
  const counts = { added: 0, removed: 0 };
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    counts.added += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    counts.removed += 1;
    remove(...args);
  };
  for (let n = 0; n < 20; n += 1) await client.call('echo', n, { signal });
  expect(counts).toEqual({ added: 20, removed: 20 });
});

test('a progress listener that throws ends its call and no other', async () => {
  await using _server = await serve();
  await using client = await enter();
  const boom = new Error('boom');
  const call = client.call('echo', 1, {
    onProgress() {
      throw boom;
    },
  });
  await expect(call).rejects.toBe(boom);
  expect(await client.call('echo', 2)).toBe(2);
});

test('who does not say the secret is dropped, counted and told, before a call of it is looked at', async () => {
  const told: string[] = [];
  const seen: unknown[] = [];
  await using server = await serve({
    helloMs: 200,
    onRefused: (why) => void told.push(why),
    handlers: { ...handlers, echo: async (params) => void seen.push(params) },
  });
  await expect(enter({ secret: newSecret() })).rejects.toMatchObject({ code: 'HERMES_WIRE_REFUSED' });
  const call = '{"type":"call","id":1,"name":"echo","params":"stolen"}\n';
  const hello = (said: unknown) => `${JSON.stringify({ type: 'hello', secret: said })}\n`;
  for (const line of [call, `${hello('')}${call}`, hello(5) + call, 'not json\n', 'x'.repeat(2_000)]) {
    await closed(raw(line));
  }
  await closed(raw(''));
  expect(server.refused()).toBe(7);
  expect(told).toHaveLength(7);
  expect(told.join()).not.toContain(secret);
  expect(seen).toEqual([]);
  await using client = await enter();
  expect(client).toBeDefined();
});

test.each([
  ['a line that is no JSON', 'not json\n'],
  ['a line that is no message', '{"type":"surprise"}\n'],
  ['a line that is too long', `"${'x'.repeat(5_000)}"\n`],
  ['an endless line', 'x'.repeat(5_000)],
])('%s ends that connection and its calls; others go on', async (_what, line) => {
  await using _server = await serve({ limitBytes: 4_000 });
  await using other = await enter();
  const bad = raw(`${JSON.stringify({ type: 'hello', secret })}\n`);
  bad.write('{"type":"call","id":1,"name":"wait","params":null}\n');
  await started.promise;
  bad.write(line);
  await closed(bad);
  await expect.poll(() => aborted).toEqual(['Error: the caller went away']);
  expect(await other.call('echo', 'still here')).toBe('still here');
});

test('a client that vanishes in the middle of an answer ends nothing but its own calls', async () => {
  await using _server = await serve();
  await using other = await enter();
  for (let n = 0; n < 20; n += 1) {
    const socket = raw(`${JSON.stringify({ type: 'hello', secret })}\n`);
    const params = 'x'.repeat(300_000);
    for (let id = 0; id < 5; id += 1) {
      socket.write(`${JSON.stringify({ type: 'call', id, name: 'echo', params })}\n`);
    }
    await once(socket, 'data');
    socket.destroy();
  }
  expect(await other.call('echo', 'still here')).toBe('still here');
});

test('what is too long for a line fails its own call', async () => {
  await using _server = await serve({ limitBytes: 4_000 });
  await using client = await connectSocket({ path, secret, calls, limitBytes: 8_000 });
  await expect(client.call('echo', 'x'.repeat(9_000))).rejects.toMatchObject({ value: 8_000 });
  expect(await client.call('echo', 'short')).toBe('short');
});

test('a peer with too many calls at once is dropped', async () => {
  await using _server = await serve({ maxRunning: 2 });
  await using client = await enter();
  const waiting = [1, 2, 3].map(() => client.call('wait', null).catch((error: unknown) => error));
  expect(await Promise.all(waiting)).toMatchObject(waiting.map(() => ({ name: 'HermesError' })));
});

test('calls that wait when the server goes away are rejected, with the error that the client chose', async () => {
  const server = await serve();
  const lost = new HermesError('HERMES_RUN_HOST_LOST', { message: 'gone.', fix: 'look.' });
  await using client = await connectSocket({ path, secret, calls, lost: () => lost });
  const call = client.call('wait', null);
  call.catch(() => undefined);
  await started.promise;
  await server[Symbol.asyncDispose]();
  await expect(call).rejects.toBe(lost);
  await expect(client.call('echo', 1)).rejects.toBe(lost);
});

test('the socket is private, gone after the server closed, and named in the error when nobody listens', async () => {
  const server = await serve();
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
  await server[Symbol.asyncDispose]();
  await expect(stat(path)).rejects.toThrow(/ENOENT/);
  await expect(enter()).rejects.toMatchObject({ code: 'HERMES_WIRE_UNREACHABLE', value: path });
  await expect(serve({ path: join(folder, 'x'.repeat(120)) })).rejects.toMatchObject({
    code: 'HERMES_WIRE_UNREACHABLE',
    rawMessage: expect.stringContaining('103'),
  });
});

function raw(text: string): Socket {
  const socket = connect(path);
  socket.on('error', () => undefined);
  socket.write(text);
  return socket;
}

async function closed(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}
