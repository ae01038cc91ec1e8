import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { HermesError, textOf } from '../contract/errors.ts';
import { type Calls, type Handlers, serveCalls } from './calls.ts';
import { Hello, helloBytes, type SocketOptions, socketLimitBytes } from './hello.ts';
import { LineChannel } from './lines.ts';
import { isSecret } from './secret.ts';

export interface ServeOptions<C extends Calls> extends SocketOptions<C> {
  handlers: Handlers<C>;
  /** How long a peer may take to say the secret. */
  helloMs?: number | undefined;
  /** Calls of one peer that may run at the same time. */
  maxRunning?: number | undefined;
  /** Told of every peer that was dropped because it did not say the secret, and why. */
  onRefused?: ((why: string) => void) | undefined;
}

/** A unix socket that answers calls of those who know its secret. */
export interface ServedSocket extends AsyncDisposable {
  /** Peers that were dropped because they did not say the secret. */
  refused(): number;
}

const defaultHelloMs = 5_000;
/** sun_path on the platform with the shortest. */
const maxPathBytes = 103;

/**
 * Serves calls on a unix socket (mode 0600) until disposed. A peer must say the secret first; one that does not is dropped before any call of it
 * is looked at. Throws HERMES_WIRE_UNREACHABLE when the path is too long or cannot be listened on.
 */
export async function serveSocket<C extends Calls>(options: ServeOptions<C>): Promise<ServedSocket> {
  const { path } = options;
  const sockets = new Set<Socket>();
  let refused = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    admit(socket, {
      ...options,
      onRefused(why) {
        refused += 1;
        options.onRefused?.(why);
      },
    });
  });
  await listen(server, path);
  return {
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await rm(path, { force: true });
    },
  };
}

function admit<C extends Calls>(
  socket: Socket,
  options: ServeOptions<C> & { onRefused(why: string): void },
): void {
  const { calls, handlers, maxRunning, secret, limitBytes = socketLimitBytes } = options;
  const channel = new LineChannel(socket, { limitBytes: helloBytes });
  const refuse = (why: string) => {
    clearTimeout(timer);
    options.onRefused(why);
    channel.listen({ onValue: () => undefined, onClose: () => undefined });
    channel.close();
  };
  const timer = setTimeout(() => refuse('it said nothing in time'), options.helloMs ?? defaultHelloMs);
  channel.listen({
    onValue(raw) {
      const hello = Hello.safeParse(raw);
      if (!hello.success) return refuse('its first line is no greeting');
      if (!isSecret(hello.data.secret, secret)) return refuse('it said a wrong secret');
      clearTimeout(timer);
      channel.limitBytes = limitBytes;
      channel.send({ type: 'welcome' });
      serveCalls(channel, { calls, handlers }, { maxRunning });
    },
    onClose: (reason) => refuse(reason === undefined ? 'it left without a greeting' : reason.rawMessage),
  });
}

async function listen(server: Server, path: string): Promise<void> {
  const bytes = Buffer.byteLength(path);
  if (bytes > maxPathBytes) {
    throw unreachable(path, `it has ${bytes} bytes and the system takes ${maxPathBytes}`);
  }
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    await chmod(path, 0o600);
  } catch (error) {
    throw unreachable(path, textOf(error), error);
  }
}

function unreachable(path: string, why: string, cause?: unknown): HermesError {
  return new HermesError('HERMES_WIRE_UNREACHABLE', {
    message: `the socket ${path} cannot be opened: ${why}.`,
    value: path,
    fix: 'set TMPDIR to a short path of a folder that is writable.',
    cause,
  });
}
