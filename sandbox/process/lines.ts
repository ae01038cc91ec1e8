import type { Readable } from 'node:stream';

/** Cuts a stream into lines. A line longer than `maxBytes` calls `onFlood` once and everything after it is dropped. */
export function readLines(
  stream: Readable,
  maxBytes: () => number,
  handlers: { onLine: (line: string) => void; onFlood: () => void },
): void {
  let pieces: Buffer[] = [];
  let size = 0;
  let flooded = false;
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (!flooded && rest.length > 0) {
      const end = rest.indexOf(10);
      const piece = end < 0 ? rest : rest.subarray(0, end);
      size += piece.length;
      if (size > maxBytes()) {
        flooded = true;
        pieces = [];
        handlers.onFlood();
        return;
      }
      pieces.push(piece);
      if (end < 0) return;
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      size = 0;
      rest = rest.subarray(end + 1);
      handlers.onLine(line);
    }
  });
  stream.on('error', () => {});
}
