import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { SandboxError } from '../errors.ts';

/** A loopback port made reachable for sealed processes as a Unix socket in the run directory. */
export interface LoopbackRelay extends AsyncDisposable {
  /** Path of the socket. */
  socketPath: string;
  /** The declared port, for the manifest. */
  port: number;
  /** Connections relayed so far. */
  connections(): number;
}

/**
 * Relays `<directory>/loopback-<port>.sock` (`loopback6-…` for ::1) to that port of the host. Only the launcher may do this, and only for a port that the
 * config names: its own policy lists the port in `relayedPorts`. A port in use twice is HERMES_SEAL_RELAY.
 */
export async function relayLoopback(
  port: number,
  directory: string,
  host: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<LoopbackRelay> {
  const socketPath = join(directory, `loopback${host === '::1' ? '6' : ''}-${port}.sock`);
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect({ host, port });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy()).on('close', () => open.delete(socket));
    }
  });
  server.listen(socketPath);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new SandboxError('HERMES_SEAL_RELAY', {
      message: `port ${port} cannot be relayed to ${socketPath}.`,
      fix: 'relay each port once, to a directory inside the allowed socket prefixes.',
      cause,
    });
  }
  return {
    socketPath,
    port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
