import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import type { CanaryTargets } from './policy.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';

/** Listeners that canaries knock at. Nothing may ever arrive. */
export interface CanaryListeners extends AsyncDisposable {
  /** Goes into every policy as `canaries`. */
  targets: CanaryTargets;
  /** Connections, datagrams and queries that arrived, by listener; all must be 0 (`foreign` where a level cannot hide it). */
  arrivals(): Record<CanaryListenerName, number>;
}

export type CanaryListenerName = 'tcp' | 'http' | 'udp' | 'dns' | 'abstract' | 'foreign';

/**
 * Opens TCP, HTTP, UDP and DNS listeners on loopback, an abstract and a path-named Unix socket. Call it in the launcher, before
 * `installSeal()` (which would refuse the two sockets) and outside every namespace of the run.
 */
export async function openCanaryListeners(): Promise<CanaryListeners> {
  await using stack = new AsyncDisposableStack();
  const counts: Record<CanaryListenerName, number> = {
    tcp: 0,
    http: 0,
    udp: 0,
    dns: 0,
    abstract: 0,
    foreign: 0,
  };
  const directory = stack.use(await createPrivateDirectory());
  const stream = async (
    name: CanaryListenerName,
    where: { port: 0; host: string } | { path: string },
  ): Promise<Server> => {
    const server = createServer((socket) => {
      counts[name] += 1;
      socket.destroy();
    });
    return await listen(server, where, stack);
  };
  const loopback = { port: 0, host: '127.0.0.1' } as const;
  const tcp = await stream('tcp', loopback);
  const http = createHttpServer((_request, response) => response.end('canary'));
  http.on('connection', () => (counts.http += 1));
  await listen(http, loopback, stack);
  const udpPort = await datagrams(() => (counts.udp += 1), stack);
  const dnsPort = await datagrams(() => (counts.dns += 1), stack);
  const abstractSocket = process.platform === 'linux' ? `hermes-canary-${randomUUID()}` : null;
  if (abstractSocket !== null) await stream('abstract', { path: `\0${abstractSocket}` });
  const foreignSocket = process.platform === 'win32' ? null : join(directory.path, 'foreign.sock');
  if (foreignSocket !== null) await stream('foreign', { path: foreignSocket });
  const foreignFile = join(directory.path, 'foreign.txt');
  writeFileSync(foreignFile, 'canary');
  const opened = stack.move();
  return {
    targets: {
      tcpPort: portOf(tcp),
      httpPort: portOf(http),
      udpPort,
      dnsPort,
      abstractSocket,
      foreignSocket,
      foreignFile,
    },
    arrivals: () => ({ ...counts }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function listen<T extends Server>(server: T, where: object, stack: AsyncDisposableStack): Promise<T> {
  server.listen(where);
  await once(server, 'listening');
  server.unref();
  stack.defer(async () => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  });
  return server;
}

/** A UDP listener that answers a DNS query with NXDOMAIN, so that a resolver which reached it knows at once. */
async function datagrams(onArrival: () => void, stack: AsyncDisposableStack): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    onArrival();
    const answer = Buffer.from(query);
    if (answer.length < 12) return;
    answer[2] = 0x81;
    answer[3] = 0x83;
    socket.send(answer, from.port, from.address, () => {});
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.unref();
  stack.defer(() => void socket.close());
  return socket.address().port;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
