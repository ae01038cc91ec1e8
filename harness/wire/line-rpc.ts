import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { HermesError } from '../contract/errors.ts';
import { Json } from '../contract/json.ts';
import { errorOf, Fault, faultOf } from '../contract/fault.ts';

// One JSON object a line. A client sends calls and cancels, a server sends results.
const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('call'), id: z.number().int(), method: z.string(), params: Json }),
  z.strictObject({ type: z.literal('cancel'), id: z.number().int() }),
]);
const ServerMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('result'), id: z.number().int(), value: Json }),
  z.strictObject({ type: z.literal('error'), id: z.number().int(), fault: Fault }),
]);
type ServerMessage = z.infer<typeof ServerMessage>;

/** What a server can be asked; a call's signal aborts when its caller cancels or goes away. */
export type RpcHandlers = Record<string, (params: Json, call: { signal: AbortSignal }) => Promise<unknown>>;

/** Serves calls on a unix socket until disposed. Resolves when it listens. */
export async function serveRpc(socketPath: string, handlers: RpcHandlers): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, handlers);
  });
  await listening(server, socketPath);
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serveConnection(socket: Socket, handlers: RpcHandlers): void {
  const running = new Map<number, AbortController>();
  const send = (message: ServerMessage) => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
  };
  const answer = async (id: number, method: string, params: Json) => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const handler = handlers[method];
      if (handler === undefined) throw protocolError(`there is no method '${method}'`);
      const value = (await handler(params, { signal: controller.signal })) ?? null;
      send({ type: 'result', id, value: value as Json });
    } catch (error) {
      send({ type: 'error', id, fault: faultOf(error) });
    } finally {
      running.delete(id);
    }
  };
  createInterface({ input: socket }).on('line', (line) => {
    const message = ClientMessage.parse(JSON.parse(line));
    if (message.type === 'cancel') running.get(message.id)?.abort(new Error('cancelled by the caller'));
    else void answer(message.id, message.method, message.params);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const controller of running.values()) controller.abort(new Error('the caller went away'));
  });
}

/** The calling side of a connection. */
export interface RpcClient extends AsyncDisposable {
  /** Rejects with the server's HermesError, or HERMES_RUN_HOST_LOST when the connection ends before the answer. */
  call(method: string, params: unknown, options?: { signal?: AbortSignal }): Promise<unknown>;
}

/** Connects to a server's unix socket. */
export async function connectRpc(socketPath: string): Promise<RpcClient> {
  const socket = connect(socketPath);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  createInterface({ input: socket }).on('line', (line) =>
    settle(pending, ServerMessage.parse(JSON.parse(line))),
  );
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const waiting of pending.values()) waiting.reject(connectionLost());
    pending.clear();
  });
  return {
    call(method, params, { signal } = {}) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(connectionLost());
          return;
        }
        pending.set(id, { resolve, reject });
        socket.write(`${JSON.stringify({ type: 'call', id, method, params })}\n`);
        signal?.addEventListener('abort', () => socket.write(`${JSON.stringify({ type: 'cancel', id })}\n`));
      });
    },
    [Symbol.asyncDispose]() {
      socket.destroy();
      return Promise.resolve();
    },
  };
}

function settle(
  pending: Map<number, { resolve(value: unknown): void; reject(error: Error): void }>,
  message: ServerMessage,
): void {
  const waiting = pending.get(message.id);
  pending.delete(message.id);
  if (message.type === 'result') waiting?.resolve(message.value);
  else waiting?.reject(errorOf(message.fault));
}

function protocolError(message: string): HermesError {
  return new HermesError('HERMES_RUN_PROTOCOL', {
    message: `${message}.`,
    fix: 'use launcher and run host of one version.',
  });
}

function connectionLost(): HermesError {
  return new HermesError('HERMES_RUN_HOST_LOST', {
    message: 'the run host ended before it answered.',
    fix: 'see its last lines above; finished samples are kept in journal.jsonl.',
  });
}

function listening(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
}
