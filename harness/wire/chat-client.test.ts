import { connect } from 'node:net';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { temporaryDir } from '../cache/testing/temporary-dir.ts';
import type { ChatClient } from '../contract/chat.ts';
import { connectChat } from './chat-client.ts';
import { serveChat } from './chat-server.ts';
import { createPool } from '../pool/create-pool.ts';
import { chatClientContract } from '../pool/testing/chat-client-contract.ts';
import { nanoOptions } from '../pool/testing/nano.ts';
import { puppets, say } from '../pool/testing/puppets.ts';

chatClientContract('the pool', async () => {
  const client = await createPool(await nanoOptions());
  return { client, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
});

chatClientContract('the client over a unix socket', async () => {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(await temporaryDir());
  const socketPath = join(dir.path, 'chat.sock');
  const pool = stack.use(await createPool(await nanoOptions()));
  stack.use(await serveChat(pool, { socketPath }));
  const client = stack.use(await connectChat({ socketPath }));
  return { client, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});

/** A served client whose requests never end, with what was aborted. */
async function endless(dir: string) {
  const aborted: unknown[] = [];
  const started: (() => void)[] = [];
  const client: ChatClient = {
    complete: (_request, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => {
          aborted.push(options.signal?.reason);
          reject(options.signal?.reason);
        });
        for (const resolve of started.splice(0)) resolve();
      }),
  };
  const socketPath = join(dir, 'chat.sock');
  const server = await serveChat(client, { socketPath });
  return {
    socketPath,
    server,
    aborted,
    start: () => new Promise<void>((resolve) => void started.push(resolve)),
  };
}

test('Two clients share a server, and the socket is private and gone after it closed.', async () => {
  await using dir = await temporaryDir();
  const socketPath = join(dir.path, 'chat.sock');
  const { pool } = await puppets({ workers: 2 });
  await using closing = pool;
  const server = await serveChat(closing, { socketPath });
  await using first = await connectChat({ socketPath });
  await using second = await connectChat({ socketPath });
  const answers = await Promise.all([first.complete(say('a')), second.complete(say('b'))]);
  expect(answers.map(({ reply }) => reply.text)).toEqual(['a', 'b']);
  expect(((await stat(socketPath)).mode & 0o777).toString(8)).toBe('600');
  await server[Symbol.asyncDispose]();
  await expect(stat(socketPath)).rejects.toThrow(/ENOENT/);
  await expect(first.complete(say('c'))).rejects.toThrow(/HERMES_POOL_UNREACHABLE/);
});

test('Aborting on one side aborts on the other; a client that goes away aborts all it asked.', async () => {
  await using dir = await temporaryDir();
  const { socketPath, server, aborted, start } = await endless(dir.path);
  await using closing = server;
  const client = await connectChat({ socketPath });
  const abort = new AbortController();
  const begun = start();
  const asked = client.complete(say('x'), { signal: abort.signal });
  await begun;
  abort.abort('mine');
  await expect(asked).rejects.toBe('mine');
  await expect.poll(() => aborted.map(String)).toEqual(['Error: the client cancelled']);
  const again = start();
  const other = client.complete(say('y'));
  other.catch(() => undefined);
  await again;
  await client[Symbol.asyncDispose]();
  await expect(other).rejects.toThrow(/HERMES_POOL_UNREACHABLE/);
  await expect.poll(() => aborted.length).toBe(2);
  expect(String(aborted[1])).toBe('Error: the client disconnected');
  expect(closing).toBe(server);
});

test('A server that closes rejects what its clients still wait for.', async () => {
  await using dir = await temporaryDir();
  const { socketPath, server, start } = await endless(dir.path);
  await using client = await connectChat({ socketPath });
  const begun = start();
  const asked = client.complete(say('x'));
  asked.catch(() => undefined);
  await begun;
  await server[Symbol.asyncDispose]();
  await expect(asked).rejects.toThrow(/HERMES_POOL_UNREACHABLE/);
});

test.each(['not json\n', '{"type":"surprise"}\n', '{"type":"ask","id":1}\n'])(
  'A peer that sends %j is disconnected and the server goes on.',
  async (line) => {
    await using dir = await temporaryDir();
    const socketPath = join(dir.path, 'chat.sock');
    const { pool } = await puppets();
    await using closing = pool;
    await using server = await serveChat(closing, { socketPath });
    const socket = connect(socketPath);
    socket.write(line);
    await once(socket, 'close');
    await using client = await connectChat({ socketPath });
    expect((await client.complete(say('still here'))).reply.text).toBe('still here');
    expect(server).toBeDefined();
  },
);

test('A socket nobody listens on and a path that is too long are refused with a code.', async () => {
  await using dir = await temporaryDir();
  await expect(connectChat({ socketPath: join(dir.path, 'none') })).rejects.toThrow(
    /HERMES_POOL_UNREACHABLE.*ENOENT/,
  );
  const { pool } = await puppets();
  await using closing = pool;
  const long = join(dir.path, 'x'.repeat(120));
  await expect(serveChat(closing, { socketPath: long })).rejects.toThrow(/HERMES_POOL_BAD_OPTIONS.*103/);
});
