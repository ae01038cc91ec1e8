import { connect, type Socket } from 'node:net';
import type { ChatClient, ChatOptions, ChatRequest } from '../contract/chat.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { FromChatServer } from './chat-messages.ts';
import { checkRequest } from '../pool/check-request.ts';
import { Job } from '../pool/job.ts';
import { readJsonLines, writeJsonLine } from './json-lines.ts';
import { errorOf } from '../contract/fault.ts';

/**
 * Connects to a chat server's socket. Requests run side by side over the one connection; aborting one cancels it on the server. When the
 * connection breaks, open requests reject with HERMES_POOL_UNREACHABLE. Throws that also when nothing listens.
 */
export async function connectChat(options: { socketPath: string }): Promise<ChatClient & AsyncDisposable> {
  const socket = connect(options.socketPath);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error) => reject(unreachable(options.socketPath, error)));
  });
  return new SocketChatClient(socket, options.socketPath);
}

class SocketChatClient implements ChatClient, AsyncDisposable {
  readonly #socket: Socket;
  readonly #open = new Map<number, Job>();
  readonly #socketPath: string;
  #lastId = 0;
  #broken: unknown;

  constructor(socket: Socket, socketPath: string) {
    this.#socket = socket;
    this.#socketPath = socketPath;
    readJsonLines(socket, (raw) => this.#receive(FromChatServer.parse(raw)));
    socket.on('error', (error) => {
      this.#broken = error;
    });
    socket.on('close', () => {
      for (const job of this.#open.values()) job.reject(unreachable(socketPath, this.#broken));
    });
  }

  async complete(request: ChatRequest, options: ChatOptions = {}): ReturnType<ChatClient['complete']> {
    options.signal?.throwIfAborted();
    checkRequest(request);
    if (!this.#socket.writable) throw unreachable(this.#socketPath, this.#broken);
    const job = new Job(++this.#lastId, request, options);
    const { id } = job;
    const onAbort = () => {
      writeJsonLine(this.#socket, { type: 'cancel', id });
      job.reject(options.signal?.reason);
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    this.#open.set(id, job);
    const stream = options.onText !== undefined;
    const trace = options.traceId === undefined ? {} : { traceId: options.traceId };
    writeJsonLine(this.#socket, { type: 'ask', id, request, stream, ...trace });
    try {
      return await job.promise;
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
      this.#open.delete(id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#socket.once('close', () => resolve()));
    if (this.#socket.closed) return;
    this.#socket.destroy();
    await closed;
  }

  #receive(message: FromChatServer): void {
    const job = this.#open.get(message.id);
    if (job === undefined || job.isSettled) return;
    if (message.type === 'text') job.addText(message.text);
    else if (message.type === 'failed') job.reject(errorOf(message.fault));
    else job.resolve({ reply: message.reply, observation: message.observation });
    // A throwing onText has rejected the job; its answer is of no use any more.
    if (message.type === 'text' && job.isSettled) writeJsonLine(this.#socket, { type: 'cancel', id: job.id });
  }
}

function unreachable(socketPath: string, cause: unknown): HermesError {
  return new HermesError('HERMES_POOL_UNREACHABLE', {
    message: `the chat socket ${socketPath} cannot be reached${cause === undefined ? ' any more' : `: ${textOf(cause)}`}.`,
    fix: 'the run host serves it while a run lasts; see its log for why it ended.',
    cause,
  });
}
