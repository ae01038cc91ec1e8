import { rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { HermesError, textOf } from '../contract/errors.ts';

/** A gateway that listens. Disposing it ends open answers, too. */
export interface ListeningGateway extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, or `unix:PATH`. */
  address: string;
}

/** Where a gateway listens: a path for a unix socket, or a port of this machine. */
export type ListenPlace = { path: string } | { host: string; port: number };

/** Listens on a unix socket, for this user only, or on a port. Throws HERMES_CONFIG_USAGE when the place is taken. */
export async function listenGateway(app: Hono, place: ListenPlace): Promise<ListeningGateway> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(place, cause)));
    server.listen(place, resolve);
  });
  if ('path' in place) await chmod(place.path, 0o600);
  const bound = server.address();
  return {
    address:
      bound !== null && typeof bound === 'object'
        ? `http://${nameOf(bound.address)}:${bound.port}`
        : `unix:${String(bound)}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      if ('path' in place) rmSync(place.path, { force: true });
    },
  };
}

const ofThisMachine = ['127.0.0.1', 'localhost', '[::1]', '::1'];

/** Reads `unix:PATH` or `HOST:PORT` of this machine (port 0 = any free one). Throws HERMES_CONFIG_USAGE. */
export function listenPlace(listen: string): ListenPlace {
  if (listen.startsWith('unix:')) return { path: listen.slice('unix:'.length) };
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(listen) ?? [];
  if (ofThisMachine.includes(host) && Number(port) < 65_536) {
    return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) };
  }
  throw new HermesError('HERMES_CONFIG_USAGE', {
    message: `${listen} is no address of this machine to listen on.`,
    value: listen,
    fix: 'give 127.0.0.1:PORT (0 = any free port) or unix:/path/to/socket.',
  });
}

function nameOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function cannotListen(place: ListenPlace, cause: Error): HermesError {
  const listen = 'path' in place ? `unix:${place.path}` : `${place.host}:${place.port}`;
  return new HermesError('HERMES_CONFIG_USAGE', {
    message: `${listen} cannot be listened on: ${textOf(cause)}.`,
    value: listen,
    fix: 'choose an address that is free, and a folder that you may write to.',
    cause,
  });
}
