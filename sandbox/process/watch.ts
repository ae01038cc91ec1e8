import type { Limits } from '../program.ts';
import type { Usage } from '../verdict.ts';
import type { Gauge, Reading } from './gauge.ts';

/** Which limit a process reached. */
export type LimitHit = 'cpu' | 'wall' | 'memory';

/** How often a process is measured, in milliseconds. */
const pollMs = 10;
/** Longest time between two measurements that counts: in a longer one this process was stopped itself, and whatever it watches with it. */
const longestGapMs = 1_000;

export interface WatchOptions {
  pid: number;
  gauge: Gauge;
  /** CPU time and memory that do not count as the program's. */
  base: { cpuMs: number; memoryMiB: number };
  limits: Pick<Limits, 'cpuMs' | 'wallMs' | 'memoryMiB'>;
  /** Called once, when a limit is found to be reached. */
  onHit: (hit: LimitHit) => void;
}

/** Measures a process from outside every 10 ms until it is stopped. CPU time is the limit, wall time the backstop; time in which this process is stopped (Ctrl-Z) does not count. */
export class Watch implements Disposable {
  readonly #options: WatchOptions;
  #checkedMs = performance.now();
  #wallMs = 0;
  readonly #poll: NodeJS.Timeout;
  readonly #deadline: NodeJS.Timeout;
  #last: Reading;
  #peakMiB: number;
  #hit: LimitHit | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#last = { ...options.base, peakMemoryMiB: options.base.memoryMiB };
    this.#peakMiB = options.base.memoryMiB;
    this.#poll = setInterval(() => this.check(), pollMs);
    this.#deadline = setTimeout(() => this.check(), options.limits.wallMs);
  }

  /** Measures now; the limit that was reached, if any, stays the answer from then on. */
  check(): LimitHit | undefined {
    if (this.#hit !== undefined) return this.#hit;
    this.#passTime();
    const reading = this.#options.gauge.read(this.#options.pid);
    if (reading !== undefined) {
      this.#last = reading;
      this.#peakMiB = Math.max(this.#peakMiB, reading.peakMemoryMiB);
    }
    this.#hit = this.#exceeded();
    if (this.#hit !== undefined) {
      this[Symbol.dispose]();
      this.#options.onHit(this.#hit);
    }
    return this.#hit;
  }

  /** What was used between start and the last measurement. */
  usage(): Usage {
    this.#passTime();
    const { cpuMs, memoryMiB, wallMs } = this.#used();
    return { wallMs, cpuMs, peakMemoryMiB: memoryMiB };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#poll);
    clearTimeout(this.#deadline);
  }

  #passTime(): void {
    const nowMs = performance.now();
    this.#wallMs += Math.min(nowMs - this.#checkedMs, longestGapMs);
    this.#checkedMs = nowMs;
  }

  #exceeded(): LimitHit | undefined {
    const { limits } = this.#options;
    const used = this.#used();
    if (used.memoryMiB > limits.memoryMiB) return 'memory';
    if (used.cpuMs >= limits.cpuMs) return 'cpu';
    return used.wallMs >= limits.wallMs ? 'wall' : undefined;
  }

  #used(): { cpuMs: number; wallMs: number; memoryMiB: number } {
    const { base } = this.#options;
    return {
      cpuMs: Math.max(0, this.#last.cpuMs - base.cpuMs),
      memoryMiB: Math.max(0, this.#peakMiB - base.memoryMiB),
      wallMs: this.#wallMs,
    };
  }
}
