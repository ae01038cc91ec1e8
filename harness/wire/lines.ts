import type { Duplex } from 'node:stream';
import { HermesError, textOf } from '../contract/errors.ts';

const newline = 0x0a;
/** Lines that may wait for a peer that does not read, in longest lines. */
const waitingLines = 4;

/** Who is told of what arrives over a channel. */
export interface ChannelListener {
  /** A JSON value. What it throws closes the channel with HERMES_WIRE_PROTOCOL. */
  onValue(value: unknown): void;
  /** Once; `reason` is why it was closed by either side, undefined when it simply ended. */
  onClose(reason: HermesError | undefined): void;
}

/**
 * One end of a connection between two processes: JSON values both ways, one a line. Lines end at the byte \n and nowhere else. A line that is
 * no JSON or longer than `limitBytes`, and a peer that vanishes, close this channel and do nothing else.
 */
export class LineChannel {
  /** Longest line that is taken or sent. */
  limitBytes: number;
  readonly #stream: Duplex;
  #listener: ChannelListener | undefined;
  #reason: HermesError | undefined;
  #rest: Buffer[] = [];
  #restBytes = 0;

  constructor(stream: Duplex, { limitBytes }: { limitBytes: number }) {
    this.limitBytes = limitBytes;
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#reason ??= error instanceof HermesError ? error : lost(error);
    });
    // Both: a pipe to a child ends without closing while the other direction is still open.
    stream.on('end', () => stream.destroy());
    stream.on('close', () => this.#listener?.onClose(this.#reason));
  }

  get isOpen(): boolean {
    return !this.#stream.destroyed && this.#stream.writable;
  }

  /** From now on this listener is told, and no other. */
  listen(listener: ChannelListener): void {
    const isFirst = this.#listener === undefined;
    this.#listener = listener;
    if (isFirst) this.#stream.on('data', (chunk: Buffer) => this.#take(chunk));
    if (this.#stream.closed) listener.onClose(this.#reason);
  }

  /** Sends a value; nothing when the channel is closed. Throws HERMES_WIRE_PROTOCOL when it is longer than a line may be. */
  send(value: unknown): void {
    if (!this.isOpen) return;
    const line = `${JSON.stringify(value)}\n`;
    if (Buffer.byteLength(line) > this.limitBytes) throw tooLong(this.limitBytes);
    this.#stream.write(line);
    if (this.#stream.writableLength > waitingLines * this.limitBytes) {
      this.close(protocolError('the peer does not read what it is sent'));
    }
  }

  /** Closes at once. */
  close(reason?: HermesError): void {
    this.#reason ??= reason;
    this.#stream.destroy();
  }

  #take(chunk: Buffer): void {
    let start = 0;
    try {
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        this.#keep(chunk.subarray(start, end));
        start = end + 1;
        const line = Buffer.concat(this.#rest, this.#restBytes).toString('utf8');
        this.#rest = [];
        this.#restBytes = 0;
        this.#listener?.onValue(JSON.parse(line));
        if (!this.isOpen) return;
      }
      this.#keep(chunk.subarray(start));
    } catch (error) {
      this.close(error instanceof HermesError ? error : protocolError(textOf(error), error));
    }
  }

  #keep(part: Buffer): void {
    this.#restBytes += part.length;
    if (this.#restBytes > this.limitBytes) throw tooLong(this.limitBytes);
    this.#rest.push(part);
  }
}

/** HERMES_WIRE_PROTOCOL with what is wrong. */
export function protocolError(what: string, cause?: unknown): HermesError {
  return new HermesError('HERMES_WIRE_PROTOCOL', {
    message: `a peer sent what is not in the protocol: ${what.slice(0, 500)}.`,
    fix: 'both sides must be the same version of Hermes.',
    cause,
  });
}

function tooLong(limitBytes: number): HermesError {
  return new HermesError('HERMES_WIRE_PROTOCOL', {
    message: `a message between two processes is longer than ${limitBytes} bytes.`,
    value: limitBytes,
    fix: 'send less at once.',
  });
}

/** HERMES_WIRE_LOST: the peer is gone. */
export function lost(cause?: unknown): HermesError {
  return new HermesError('HERMES_WIRE_LOST', {
    message: `the process at the other end went away${cause === undefined ? '' : `: ${textOf(cause)}`}.`,
    fix: 'see its log for why it ended.',
    cause,
  });
}
