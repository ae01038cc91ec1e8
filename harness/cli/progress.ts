import { oneLine } from '../contract/inert.ts';

/** Where progress goes: a terminal gets one line that is rewritten, anything else plain lines now and then. */
export interface ProgressStream {
  isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const plainEveryMs = 5_000;
const liveEveryMs = 100;

/** Progress of the samples of a run, per suite, with rate and remaining time. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #everyMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #suite = { name: '', total: 0, done: 0, passed: 0, startMs: 0 };

  constructor(stream: ProgressStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#everyMs = stream.isTTY === true ? liveEveryMs : plainEveryMs;
  }

  /** Begins a suite of so many samples. */
  start(name: string, total: number): void {
    this.#suite = { name, total, done: 0, passed: 0, startMs: this.#now() };
    this.#lastMs = this.#now();
  }

  /** Counts a finished sample. */
  sample(passed: boolean): void {
    this.#suite.done += 1;
    if (passed) this.#suite.passed += 1;
    if (this.#now() - this.#lastMs < this.#everyMs || this.#suite.done === this.#suite.total) return;
    this.#lastMs = this.#now();
    this.#show();
  }

  /** Ends the suite with its last line. */
  end(): void {
    this.#show();
    if (this.#stream.isTTY === true) this.#stream.write('\n');
  }

  #show(): void {
    const { name, total, done, passed, startMs } = this.#suite;
    const seconds = Math.max((this.#now() - startMs) / 1000, 0.001);
    const rate = done / seconds;
    const rest = done === total ? `in ${seconds.toFixed(1)} s` : remaining((total - done) / rate);
    const line = `${oneLine(name)}: ${done}/${total} samples, ${passed} passed, ${rate.toFixed(1)}/s, ${rest}`;
    this.#stream.write(this.#stream.isTTY === true ? `\r\u001b[2K${line}` : `${line}\n`);
  }
}

function remaining(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'no rate yet';
  return seconds < 60 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}
