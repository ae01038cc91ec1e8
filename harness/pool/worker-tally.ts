import type { WorkerStats } from './pool.ts';

/** Sums of one worker slot; means are formed on reading. */
export class WorkerTally {
  #requests = 0;
  #queueMs = 0;
  #firstTokenMs = 0;
  #wallMs = 0;
  #prefill = 0;
  #decode = 0;

  add(answer: {
    queueMs: number;
    firstTokenMs: number;
    wallMs: number;
    prefill: number;
    decode: number;
  }): void {
    this.#requests++;
    this.#queueMs += answer.queueMs;
    this.#firstTokenMs += answer.firstTokenMs;
    this.#wallMs += answer.wallMs;
    this.#prefill += answer.prefill;
    this.#decode += answer.decode;
  }

  numbers(): Pick<
    WorkerStats,
    'requests' | 'queueMs' | 'firstTokenMs' | 'tokensPerSecond' | 'prefillTokens' | 'decodeTokens'
  > {
    const mean = (sum: number) => (this.#requests === 0 ? null : sum / this.#requests);
    return {
      requests: this.#requests,
      queueMs: mean(this.#queueMs),
      firstTokenMs: mean(this.#firstTokenMs),
      tokensPerSecond: this.#wallMs === 0 ? null : (this.#decode / this.#wallMs) * 1000,
      prefillTokens: this.#prefill,
      decodeTokens: this.#decode,
    };
  }
}
