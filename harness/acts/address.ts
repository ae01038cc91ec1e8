import { HermesError } from '../contract/errors.ts';

/** The longest path a unix socket can have (Linux: 108 bytes with the closing zero). */
const maxSocketPathBytes = 107;

/**
 * An agent's address in the form gRPC wants: `unix:/path` stays, `grpc://host:port` loses its scheme, `localhost` is 127.0.0.1. Throws
 * HERMES_ACTS_ADDRESS on anything else, on a socket path that is too long, and on a host that is not this machine unless `allowRemote`.
 */
export function grpcTarget(address: string, options: { allowRemote?: boolean | undefined } = {}): string {
  if (address.startsWith('unix:')) return checkedSocketPath(address);
  const hostAndPort = address.replace(/^grpc:\/\//, '').replace(/^localhost(?=:)/i, '127.0.0.1');
  const [, host, port] = /^(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})$/i.exec(hostAndPort) ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535) {
    throw new HermesError('HERMES_ACTS_ADDRESS', {
      message: `"${address}" is no address of an agent.`,
      fix: 'write unix:/path/to/socket or grpc://127.0.0.1:PORT.',
    });
  }
  if (options.allowRemote !== true && host !== '127.0.0.1' && host !== '[::1]') {
    throw new HermesError('HERMES_ACTS_ADDRESS', {
      message: `"${address}" is not on this machine.`,
      fix: 'use a unix socket, localhost, 127.0.0.1 or [::1]; other addresses need `hermetic: false`.',
    });
  }
  return hostAndPort;
}

/** The path of a unix address, or null for any other address. */
export function socketPathOf(target: string): string | null {
  return target.startsWith('unix:') ? target.slice('unix:'.length).replace(/^\/\/(?=\/)/, '') : null;
}

function checkedSocketPath(address: string): string {
  const bytes = Buffer.byteLength(socketPathOf(address) ?? '');
  if (bytes > 0 && bytes <= maxSocketPathBytes) return address;
  throw new HermesError('HERMES_ACTS_ADDRESS', {
    message: `the socket path of "${address}" has ${bytes} bytes; 1 to ${maxSocketPathBytes} are possible.`,
    fix: 'use a shorter run directory, e.g. under /tmp.',
  });
}
