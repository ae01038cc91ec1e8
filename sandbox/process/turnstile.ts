/** Lets up to `width` holders work side by side, or one alone. Requests are served in order, so nobody starves. */
export class Turnstile {
  readonly #width: number;
  #inside = 0;
  #alone = false;
  readonly #queue: { alone: boolean; enter: () => void }[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  /** Waits for a place; dispose gives it back. Rejects with the signal's reason when aborted while waiting. */
  async enter(options: { alone: boolean; signal?: AbortSignal | undefined }): Promise<Disposable> {
    const { alone, signal } = options;
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { alone, enter: resolve };
    const leave = (): void => {
      const at = this.#queue.indexOf(waiter);
      if (at < 0) return;
      this.#queue.splice(at, 1);
      reject(signal?.reason as Error);
      this.#admit();
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#queue.push(waiter);
    this.#admit();
    await promise;
    signal?.removeEventListener('abort', leave);
    return { [Symbol.dispose]: () => this.#leave(alone) };
  }

  #leave(alone: boolean): void {
    this.#inside -= 1;
    if (alone) this.#alone = false;
    this.#admit();
  }

  #admit(): void {
    for (;;) {
      const [next] = this.#queue;
      if (next === undefined || this.#alone) return;
      if (next.alone ? this.#inside > 0 : this.#inside >= this.#width) return;
      this.#queue.shift();
      this.#inside += 1;
      this.#alone = next.alone;
      next.enter();
    }
  }
}
