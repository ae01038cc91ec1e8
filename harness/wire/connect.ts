import { connect } from 'node:net';
import { HermesError, textOf } from '../contract/errors.ts';
import { type Caller, callOver, type Calls } from './calls.ts';
import { type SocketOptions, socketLimitBytes, Welcome } from './hello.ts';
import { LineChannel } from './lines.ts';

/** The asking end of a unix socket. */
export interface SocketCaller<C extends Calls> extends Caller<C>, AsyncDisposable {}

/**
 * Connects to a socket of `serveSocket` and says the secret. `lost` makes the error of calls that are not answered before the connection ends.
 * Throws HERMES_WIRE_UNREACHABLE when nothing listens, HERMES_WIRE_REFUSED when the secret is wrong.
 */
export async function connectSocket<C extends Calls>(
  options: SocketOptions<C> & { lost?: (() => unknown) | undefined },
): Promise<SocketCaller<C>> {
  const { path, secret, calls, limitBytes = socketLimitBytes } = options;
  const socket = connect(path);
  const channel = new LineChannel(socket, { limitBytes });
  let isConnected = false;
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => {
      isConnected = true;
      channel.send({ type: 'hello', secret });
    });
    channel.listen({
      onValue(raw) {
        Welcome.parse(raw);
        resolve();
      },
      onClose: (reason) => reject(isConnected ? refused(path) : unreachable(path, reason)),
    });
  });
  const caller = callOver(channel, calls, { lost: options.lost });
  return {
    ...caller,
    async [Symbol.asyncDispose]() {
      if (socket.closed) return;
      const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
      channel.close();
      await closed;
    },
  };
}

function unreachable(path: string, reason: HermesError | undefined): HermesError {
  return new HermesError('HERMES_WIRE_UNREACHABLE', {
    message: `the socket ${path} cannot be reached: ${textOf(reason?.cause ?? 'nobody answers')}.`,
    value: path,
    fix: 'the run host serves it while a run lasts; see its log for why it ended.',
    cause: reason,
  });
}

function refused(path: string): HermesError {
  return new HermesError('HERMES_WIRE_REFUSED', {
    message: `the socket ${path} took no connection from this process.`,
    value: path,
    fix: 'only the one process that a socket was made for may use it.',
  });
}
