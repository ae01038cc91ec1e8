import type { Socket } from 'node:net';
import { HermesError, textOf } from '../contract/errors.ts';

const maxLineChars = 16 * 2 ** 20;

/**
 * Calls `onMessage` with each line of a socket, parsed as JSON. A line that is no JSON or longer than 16 Mi characters destroys the socket
 * with HERMES_POOL_PROTOCOL; so does an `onMessage` that throws.
 */
export function readJsonLines(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    try {
      if (rest.length > maxLineChars) throw new Error(`a line is longer than ${maxLineChars} characters`);
      for (const line of lines) onMessage(JSON.parse(line));
    } catch (error) {
      socket.destroy(protocolFault(error));
    }
  });
}

/** Writes one message as a line; nothing when the socket is gone. */
export function writeJsonLine(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

function protocolFault(cause: unknown): HermesError {
  return new HermesError('HERMES_POOL_PROTOCOL', {
    message: `a peer of the chat socket sent what is not in the protocol: ${textOf(cause)}`,
    fix: 'both sides must be the same version of Hermes.',
    cause,
  });
}
