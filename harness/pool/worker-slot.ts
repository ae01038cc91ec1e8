import type { Launch } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import { type WorkerDevice, pinningEnvironment } from './devices.ts';
import type { Job } from './job.ts';
import type { Answered, EngineSettings, WorkerReady } from './worker-protocol.ts';
import type { ExitReason, PoolEvent, WorkerStats } from './pool.ts';
import { processMemory } from './process-memory.ts';
import { type WorkerExit, WorkerProcess } from './worker-process.ts';
import { WorkerTally } from './worker-tally.ts';

/** What a slot tells the pool. */
export interface SlotListener {
  /** Something may be dispatched now. */
  onFree(): void;
  /** A process ended with this request unfinished. */
  onLost(job: Job, lost: { why: ExitReason; worker: number; pid: number }): void;
  /** No process can be started in this slot any more. */
  onFailed(error: unknown): void;
  log(event: PoolEvent): void;
}

export interface SlotOptions {
  index: number;
  device: WorkerDevice;
  entry: string;
  launch: Launch;
  settings: EngineSettings;
  requestTimeoutMs: number;
  startTimeoutMs: number;
  recycleAfter: number;
  memoryLimitMiB: number;
}

/** Starts that may fail in a row before a slot is given up. */
const maxFailedStarts = 5;

/** A place for one worker process at a time: replaces it when it dies, grows too large or has served long enough. */
export class WorkerSlot {
  readonly #options: SlotOptions;
  readonly #listener: SlotListener;
  readonly #tally = new WorkerTally();
  /** Every process that has not exited yet: serving, starting to replace it, or finishing its last requests. */
  readonly #alive = new Set<WorkerProcess>();
  #current: WorkerProcess;
  #successor: WorkerProcess | undefined;
  #state: WorkerStats['state'] = 'starting';
  #failedStarts = 0;
  #spawned = 0;

  constructor(options: SlotOptions, listener: SlotListener) {
    this.#options = {
      ...options,
      launch: { ...options.launch, env: { ...options.launch.env, ...pinningEnvironment(options.device) } },
    };
    this.#listener = listener;
    this.#current = this.#spawn();
  }

  /** Resolves when the first process is ready, or the one that stands in for it: one may be ended by chance while it starts. Rejects with what the last was refused for. */
  async start(): Promise<WorkerReady> {
    const first = this.#current;
    const [started] = await Promise.allSettled([first.ready]);
    if (started.status === 'fulfilled') return started.value;
    await first.exited;
    // Without a successor the slot has given up.
    return await (
      await this.#successorOf(first)
    ).ready;
  }

  async #successorOf(gone: WorkerProcess): Promise<WorkerProcess> {
    while (this.#current === gone && this.#state === 'starting') await new Promise(setImmediate);
    return this.#current;
  }

  get free(): number {
    return this.#current.free;
  }

  give(job: Job): void {
    const queueMs = performance.now() - job.enqueuedMs;
    this.#log({ event: 'request-started', traceId: job.traceId, queueMs, retries: job.retries });
    this.#current.give(job);
  }

  cancel(job: Job): void {
    for (const process of this.#alive) process.cancel(job);
  }

  stats(): WorkerStats {
    const isUp = this.#alive.has(this.#current);
    const { rssMiB, pssMiB } = isUp ? processMemory(this.#current.pid) : { rssMiB: null, pssMiB: null };
    return {
      worker: this.#options.index,
      pid: isUp ? this.#current.pid : null,
      state: this.#state,
      device: this.#options.device,
      ...this.#tally.numbers(),
      rssMiB,
      pssMiB,
      restarts: this.#spawned - 1,
    };
  }

  /** Kills the process when its memory is over the limit. */
  checkMemory(): void {
    const { rssMiB } = processMemory(this.#current.pid);
    if (rssMiB !== null && rssMiB > this.#options.memoryLimitMiB) this.#current.kill('memory');
  }

  /** Lets every process finish what it holds and end, those that have not after `graceMs` are killed. */
  async close(graceMs: number): Promise<void> {
    this.#state = 'closed';
    const alive = [...this.#alive];
    for (const process of alive) process.retire();
    const timer = setTimeout(() => {
      for (const process of alive) process.kill('retired');
    }, graceMs);
    await Promise.all(alive.map((process) => process.exited));
    clearTimeout(timer);
  }

  #spawn(): WorkerProcess {
    const process: WorkerProcess = new WorkerProcess(this.#options, {
      onAnswer: (job, answer) => this.#onAnswer(process, job, answer),
      onFailure: (job, error) => this.#onFailure(job, error),
      onCancelled: (job) => this.#onCancelled(job),
      onLog: (line) => this.#log({ event: 'worker-log', ...line }, process.pid),
      onExit: (exit) => this.#onExit(process, exit),
    });
    this.#alive.add(process);
    this.#spawned++;
    this.#log({ event: 'worker-spawned' }, process.pid);
    process.ready.then(
      (ready) => this.#onReady(process, ready),
      () => undefined,
    );
    return process;
  }

  #onReady(process: WorkerProcess, { loadMs, warmupMs }: WorkerReady): void {
    this.#log({ event: 'worker-ready', loadMs, warmupMs }, process.pid);
    this.#failedStarts = 0;
    if (this.#state === 'closed') return;
    if (process === this.#successor) {
      this.#log({ event: 'worker-recycled', served: this.#current.served });
      this.#current.retire();
      this.#current = process;
      this.#successor = undefined;
    }
    this.#state = 'ready';
    this.#listener.onFree();
  }

  #onAnswer(process: WorkerProcess, job: Job, answer: Answered): void {
    const { reply, firstTokenMs, wallMs } = answer;
    const queueMs = job.dispatchedMs - job.enqueuedMs;
    this.#tally.add({ queueMs, firstTokenMs, wallMs, ...reply.tokens });
    if (job.isSettled) this.#log({ event: 'request-cancelled', traceId: job.traceId });
    else {
      const finishReason = reply.finishReason;
      this.#log({ event: 'request-finished', traceId: job.traceId, wallMs, finishReason }, process.pid);
      const observation = {
        worker: this.#options.index,
        queueMs,
        firstTokenMs,
        wallMs,
        retries: job.retries,
      };
      job.resolve({ reply, observation });
    }
    this.#recycleIfDue();
    this.#listener.onFree();
  }

  #onFailure(job: Job, error: HermesError): void {
    this.#log({ event: 'request-failed', traceId: job.traceId, code: error.code });
    if (!job.isSettled) job.reject(error);
    this.#listener.onFree();
  }

  #onCancelled(job: Job): void {
    this.#log({ event: 'request-cancelled', traceId: job.traceId });
    this.#listener.onFree();
  }

  #recycleIfDue(): void {
    if (this.#successor !== undefined || this.#state !== 'ready') return;
    if (this.#failedStarts >= maxFailedStarts) return;
    if (this.#current.served >= this.#options.recycleAfter) this.#successor = this.#spawn();
  }

  #onExit(process: WorkerProcess, exit: WorkerExit): void {
    this.#alive.delete(process);
    const { held, ...rest } = exit;
    this.#log({ event: 'worker-exited', ...rest, held: held.length }, process.pid);
    if (process === this.#successor) {
      this.#successor = undefined;
      this.#failedStarts++;
    } else if (process === this.#current && this.#state !== 'closed') void this.#replace(process);
    const lost = { why: exit.why, worker: this.#options.index, pid: process.pid };
    for (const job of held) this.#listener.onLost(job, lost);
  }

  /** A process that never became ready counts as a failed start; a typed refusal or too many failures in a row end the slot. */
  async #replace(gone: WorkerProcess): Promise<void> {
    const wasServing = this.#state === 'ready';
    this.#state = 'starting';
    const refusal: unknown = wasServing ? undefined : await gone.ready.catch((error: unknown) => error);
    // Whoever closed the slot meanwhile has not seen a process that would be started now.
    if (this.#isClosed()) return;
    if (refusal !== undefined) this.#failedStarts++;
    const isTyped = refusal instanceof HermesError && refusal.code !== 'HERMES_POOL_START';
    if (isTyped || this.#failedStarts >= maxFailedStarts) {
      this.#state = 'failed';
      return this.#listener.onFailed(refusal);
    }
    this.#current = this.#successor ?? this.#spawn();
    this.#successor = undefined;
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #log(event: DistributiveOmit<PoolEvent, 'worker' | 'pid'>, pid = this.#current.pid): void {
    this.#listener.log({ worker: this.#options.index, pid, ...event });
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
