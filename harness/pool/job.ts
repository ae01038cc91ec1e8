import type { ChatObservation, ChatOptions, ChatReply, ChatRequest } from '../contract/chat.ts';

/** What a request is answered with. */
export interface Completion {
  reply: ChatReply;
  observation: ChatObservation;
}

/** One request on its way through the pool; settled exactly once. */
export class Job {
  readonly id: number;
  readonly request: ChatRequest;
  readonly options: ChatOptions;
  readonly promise: Promise<Completion>;
  /** `performance.now()` of entering the queue and of the last dispatch. */
  readonly enqueuedMs = performance.now();
  dispatchedMs = 0;
  retries = 0;
  isSettled = false;
  readonly #resolvers = Promise.withResolvers<Completion>();
  /** Characters handed to `onText` in earlier tries, and seen in this one. */
  #delivered = 0;
  #seen = 0;

  constructor(id: number, request: ChatRequest, options: ChatOptions) {
    this.id = id;
    this.request = request;
    this.options = options;
    this.promise = this.#resolvers.promise;
  }

  get traceId(): string | null {
    return this.options.traceId ?? null;
  }

  startTry(): void {
    this.dispatchedMs = performance.now();
    this.#seen = 0;
  }

  /**
   * Passes on what an earlier try of this request has not passed on yet: a retry starts from the first character. When `onText`
   * throws, the request rejects with what it threw.
   */
  addText(text: string): void {
    const fresh = text.slice(Math.max(0, this.#delivered - this.#seen));
    this.#seen += text.length;
    if (fresh === '' || this.isSettled) return;
    this.#delivered = this.#seen;
    try {
      this.options.onText?.(fresh);
    } catch (error) {
      this.reject(error);
    }
  }

  resolve(completion: Completion): void {
    this.isSettled = true;
    this.#resolvers.resolve(completion);
  }

  reject(error: unknown): void {
    this.isSettled = true;
    this.#resolvers.reject(error);
  }
}
