import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { ChatClient } from '../contract/chat.ts';
import { HermesError } from '../contract/errors.ts';
import { type FromChatServer, ToChatServer } from './chat-messages.ts';
import { readJsonLines, writeJsonLine } from './json-lines.ts';
import { faultOf } from '../contract/fault.ts';

/** Bytes of a unix socket's path that every platform takes. */
const maxSocketPathBytes = 103;

/**
 * Serves a chat client on a unix socket, mode 0600, until it is disposed. A request is aborted when its client cancels it or
 * disconnects. Throws HERMES_POOL_BAD_OPTIONS when the path is too long, HERMES_POOL_UNREACHABLE when it cannot be listened on.
 */
export async function serveChat(
  client: ChatClient,
  options: { socketPath: string },
): Promise<AsyncDisposable> {
  const { socketPath } = options;
  checkPath(socketPath);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveOne(client, socket);
  });
  await listen(server, socketPath);
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await rm(socketPath, { force: true });
    },
  };
}

function serveOne(client: ChatClient, socket: Socket): void {
  const running = new Map<number, AbortController>();
  const say = (message: FromChatServer) => writeJsonLine(socket, message);
  const ask = async ({ id, request, stream, traceId }: Extract<ToChatServer, { type: 'ask' }>) => {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const answer = await client.complete(request, {
        signal: abort.signal,
        ...(stream ? { onText: (text: string) => say({ type: 'text', id, text }) } : {}),
        ...(traceId === undefined ? {} : { traceId }),
      });
      say({ type: 'answer', id, ...answer });
    } catch (error) {
      if (!abort.signal.aborted) say({ type: 'failed', id, fault: faultOf(error) });
    } finally {
      running.delete(id);
    }
  };
  readJsonLines(socket, (raw) => {
    const message = ToChatServer.parse(raw);
    if (message.type === 'ask') void ask(message);
    else running.get(message.id)?.abort(new Error('the client cancelled'));
  });
  // What broke a connection is its client's affair; here it only ends what the client had asked.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const abort of running.values()) abort.abort(new Error('the client disconnected'));
  });
}

async function listen(server: Server, socketPath: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socketPath, resolve);
    });
    await chmod(socketPath, 0o600);
  } catch (error) {
    throw new HermesError('HERMES_POOL_UNREACHABLE', {
      message: `the chat socket ${socketPath} cannot be opened: ${String(error)}`,
      fix: 'use a fresh, private directory; remove the socket if an earlier run left it.',
      cause: error,
    });
  }
}

function checkPath(socketPath: string): void {
  const bytes = Buffer.byteLength(socketPath);
  if (bytes <= maxSocketPathBytes) return;
  throw new HermesError('HERMES_POOL_BAD_OPTIONS', {
    message: `the socket path ${socketPath} has ${bytes} bytes; the system takes ${maxSocketPathBytes}.`,
    fix: 'set TMPDIR to a short path.',
  });
}
