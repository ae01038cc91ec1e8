import type { ChildProcess } from 'node:child_process';
import { type Launch, spawnNode } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import type { Job } from './job.ts';
import { type EngineSettings, FromWorker, type ToWorker, type WorkerReady } from './messages.ts';
import type { ExitReason } from './pool.ts';
import { errorOf } from '../contract/fault.ts';

/** What a worker process tells the slot it is in. */
export interface WorkerListener {
  onAnswer(job: Job, answer: Extract<FromWorker, { type: 'answer' }>): void;
  onFailure(job: Job, error: HermesError): void;
  onCancelled(job: Job): void;
  onLog(level: string, message: string): void;
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

const stderrTailChars = 4000;

/** One worker process from spawn to exit: speaks the protocol, watches deadlines, holds requests. */
export class WorkerProcess {
  readonly pid: number;
  /** Rejects with HERMES_POOL_START or with what the worker refused for. */
  readonly ready: Promise<WorkerReady>;
  readonly exited: Promise<void>;
  isReady = false;
  served = 0;
  readonly #held = new Map<number, { job: Job; deadline: NodeJS.Timeout }>();
  readonly #child: ChildProcess;
  readonly #options: WorkerProcessOptions;
  readonly #listener: WorkerListener;
  readonly #readiness = Promise.withResolvers<WorkerReady>();
  #startDeadline: NodeJS.Timeout;
  #why: ExitReason = 'crashed';
  #stderr = '';

  constructor(options: WorkerProcessOptions, listener: WorkerListener) {
    this.#options = options;
    this.#listener = listener;
    this.#child = spawnNode(options.launch, {
      path: options.entry,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.pid = this.#child.pid ?? -1;
    this.ready = this.#readiness.promise;
    this.ready.catch(() => undefined);
    this.#startDeadline = setTimeout(() => this.kill('start-timeout'), options.startTimeoutMs);
    this.exited = this.#watch();
    this.#send({ type: 'load', settings: options.settings });
  }

  /** Requests it could take now. */
  get free(): number {
    return this.isReady && this.#why !== 'retired' ? this.#options.settings.sequences - this.#held.size : 0;
  }

  give(job: Job): void {
    job.startTry();
    const deadline = setTimeout(() => this.kill('hung'), this.#options.requestTimeoutMs);
    this.#held.set(job.id, { job, deadline });
    this.#send({ type: 'ask', id: job.id, request: job.request, stream: job.options.onText !== undefined });
  }

  cancel(job: Job): void {
    if (this.#held.has(job.id)) this.#send({ type: 'cancel', id: job.id });
  }

  /** Takes no more requests and ends when those it has are done. */
  retire(): void {
    if (this.#child.killed) return;
    this.#why = 'retired';
    if (this.#held.size === 0) this.#send({ type: 'stop' });
  }

  /** Ends it at once; what it holds is given back through `onExit`. */
  kill(why: ExitReason): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#why = why;
    this.isReady = false;
    this.#child.kill('SIGKILL');
  }

  #watch(): Promise<void> {
    const child = this.#child;
    const gone = Promise.withResolvers<void>();
    let isGone = false;
    const onGone = (code: number | null, signal: string | null) => {
      if (isGone) return;
      isGone = true;
      this.#end(code, signal);
      gone.resolve();
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrTailChars);
    });
    child.on('message', (raw) => this.#receive(raw));
    child.on('error', (error) => {
      this.#stderr += String(error);
      if (child.pid === undefined) onGone(null, null);
    });
    child.on('exit', (code, signal) => onGone(code, signal));
    return gone.promise;
  }

  #end(code: number | null, signal: string | null): void {
    clearTimeout(this.#startDeadline);
    this.isReady = false;
    const held = [...this.#held.values()];
    for (const { deadline } of held) clearTimeout(deadline);
    this.#held.clear();
    this.#readiness.reject(
      new HermesError('HERMES_POOL_START', {
        message: `model worker ${this.pid} ended before it was ready (${this.#why}, ${signal ?? `exit code ${code}`}). ${this.#stderr}`,
        fix: 'run hermes doctor; if it says killed, the machine may be out of memory: use fewer workers.',
      }),
    );
    this.#listener.onExit({
      why: this.#why,
      code,
      signal,
      held: held.map(({ job }) => job),
      stderr: this.#stderr,
    });
  }

  #receive(raw: unknown): void {
    const parsed = FromWorker.safeParse(raw);
    if (!parsed.success) return this.kill('protocol');
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#startDeadline);
        this.isReady = true;
        return this.#readiness.resolve(message);
      case 'refused':
        this.#readiness.reject(errorOf(message.fault));
        return this.kill('refused');
      case 'log':
        return this.#listener.onLog(message.level, message.message);
      case 'text':
        return this.#held.get(message.id)?.job.addText(message.text);
      case 'answer':
      case 'failed':
      case 'cancelled':
        return this.#finish(message);
    }
  }

  #finish(message: Extract<FromWorker, { id: number; type: 'answer' | 'failed' | 'cancelled' }>): void {
    const entry = this.#held.get(message.id);
    if (entry === undefined) return;
    clearTimeout(entry.deadline);
    this.#held.delete(message.id);
    this.served++;
    if (this.#why === 'retired' && this.#held.size === 0) this.#send({ type: 'stop' });
    if (message.type === 'answer') this.#listener.onAnswer(entry.job, message);
    else if (message.type === 'failed') this.#listener.onFailure(entry.job, errorOf(message.fault));
    else this.#listener.onCancelled(entry.job);
  }

  /** A send to a process that is just ending fails; its exit is what counts then. */
  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
