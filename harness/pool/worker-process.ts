import type { ChildEnd, Launch } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import { type Child, startChild, type StartFailure } from '../wire/child.ts';
import type { Job } from './job.ts';
import type { ExitReason } from './pool.ts';
import {
  type Answered,
  type EngineSettings,
  type LogLine,
  workerChild,
  type WorkerReady,
} from './worker-protocol.ts';

/** What a worker process tells the slot it is in. */
export interface WorkerListener {
  onAnswer(job: Job, answer: Answered): void;
  onFailure(job: Job, error: HermesError): void;
  onCancelled(job: Job): void;
  onLog(line: LogLine): void;
  /** Once, after the process is gone; `held` are the requests it did not finish. */
  onExit(exit: WorkerExit): void;
}

export interface WorkerExit {
  why: ExitReason;
  code: number | null;
  signal: string | null;
  held: Job[];
  /** The last of what it wrote to stderr. */
  stderr: string;
}

interface WorkerProcessOptions {
  entry: string;
  launch: Launch;
  settings: EngineSettings;
  requestTimeoutMs: number;
  startTimeoutMs: number;
}

/** From the end of its last request to SIGKILL. */
const stopMs = 10_000;

/** One worker process from spawn to exit: hands it requests, watches their deadlines, gives back what it did not finish. */
export class WorkerProcess {
  readonly pid: number;
  /** Rejects with HERMES_POOL_START or with what the worker refused for. */
  readonly ready: Promise<WorkerReady>;
  readonly exited: Promise<void>;
  isReady = false;
  served = 0;
  readonly #held = new Map<Job, { deadline: NodeJS.Timeout; cancel: () => void }>();
  readonly #child: Child<typeof workerChild>;
  readonly #options: WorkerProcessOptions;
  readonly #listener: WorkerListener;
  #why: ExitReason = 'crashed';

  constructor(options: WorkerProcessOptions, listener: WorkerListener) {
    this.#options = options;
    this.#listener = listener;
    this.#child = startChild(options.launch, {
      contract: workerChild,
      entry: options.entry,
      init: options.settings,
      onProgress: (line) => listener.onLog(line),
      startMs: options.startTimeoutMs,
      stopMs,
      startError: (failure) => this.#startError(failure),
    });
    this.pid = this.#child.pid;
    this.ready = this.#start();
    this.ready.catch(() => undefined);
    this.exited = this.#watch();
  }

  /** Requests it could take now. */
  get free(): number {
    return this.isReady && this.#why !== 'retired' ? this.#options.settings.sequences - this.#held.size : 0;
  }

  give(job: Job): void {
    job.startTry();
    const { request, options } = job;
    const { answer, cancel } = this.#child.calls.start(
      'complete',
      { request, stream: options.onText !== undefined },
      { onProgress: (text) => job.addText(text) },
    );
    const deadline = setTimeout(() => this.kill('hung'), this.#options.requestTimeoutMs);
    this.#held.set(job, { deadline, cancel });
    answer.then(
      (answered) =>
        this.#finish(job, () =>
          answered === null ? this.#listener.onCancelled(job) : this.#listener.onAnswer(job, answered),
        ),
      (error: unknown) => this.#onError(job, HermesError.from(error, 'HERMES_POOL_WORKER')),
    );
  }

  cancel(job: Job): void {
    this.#held.get(job)?.cancel();
  }

  /** Takes no more requests and ends when those it has are done. */
  retire(): void {
    if (this.#child.isGone()) return;
    this.#why = 'retired';
    if (this.#held.size === 0) void this.#child.stop();
  }

  /** Ends it at once; what it holds is given back through `onExit`. */
  kill(why: ExitReason): void {
    if (!this.#child.isGone()) this.#why = why;
    this.isReady = false;
    this.#child.kill();
  }

  async #start(): Promise<WorkerReady> {
    const ready = await this.#child.first;
    this.isReady = true;
    const logs = this.#child.calls.start('logs', null, {
      onProgress: (line) => this.#listener.onLog(line),
    });
    logs.answer.catch(() => undefined);
    return ready;
  }

  async #watch(): Promise<void> {
    void this.#child.lost.then(() => {
      this.isReady = false;
    });
    const end = await this.#child.ended;
    const refusal = await this.ready.then(
      () => undefined,
      (error: unknown) => HermesError.from(error),
    );
    if (refusal !== undefined && refusal.code !== 'HERMES_POOL_START') this.#why = 'refused';
    this.#end(end);
  }

  #end({ exitCode: code, signal, stderr }: ChildEnd): void {
    this.isReady = false;
    const held = [...this.#held.keys()];
    for (const { deadline } of this.#held.values()) clearTimeout(deadline);
    this.#held.clear();
    this.#listener.onExit({ why: this.#why, code, signal, held, stderr });
  }

  #startError({ why, end }: StartFailure): HermesError {
    if (why === 'late') this.#why = 'start-timeout';
    if (why === 'garbled') this.#why = 'protocol';
    return new HermesError('HERMES_POOL_START', {
      message: `model worker ${this.pid} ended before it was ready (${this.#why}, ${end.signal ?? `exit code ${end.exitCode}`}). ${end.stderr}`,
      fix: 'run hermes doctor; if it says killed, the machine may be out of memory: use fewer workers.',
    });
  }

  #onError(job: Job, error: HermesError): void {
    // What a process did not finish before it went away is given back by its end.
    if (error.code === 'HERMES_WIRE_LOST') return;
    if (error.code === 'HERMES_WIRE_PROTOCOL') return this.kill('protocol');
    this.#finish(job, () => this.#listener.onFailure(job, error));
  }

  #finish(job: Job, tell: () => void): void {
    const held = this.#held.get(job);
    if (held === undefined) return;
    clearTimeout(held.deadline);
    this.#held.delete(job);
    this.served++;
    if (this.#why === 'retired' && this.#held.size === 0) void this.#child.stop();
    tell();
  }
}
