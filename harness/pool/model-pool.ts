import type { ChatOptions, ChatRequest } from '../contract/chat.ts';
import { HermesError } from '../contract/errors.ts';
import { checkRequest } from './check-request.ts';
import { type Completion, Job } from './job.ts';
import { machineClassInputs } from './machine-class.ts';
import type { WorkerReady } from './worker-protocol.ts';
import type { ExitReason, MachineClassInputs, Pool, PoolEvent, WorkerStats } from './pool.ts';
import { type SlotOptions, WorkerSlot } from './worker-slot.ts';

interface ModelPoolOptions {
  slots: SlotOptions[];
  queueLimit: number;
  log: (event: PoolEvent) => void;
}

const maxRetries = 2;
const memoryCheckMs = 500;
const closeGraceMs = 3000;

/** The pool: a bounded queue in front of worker slots, served round-robin. Use `createPool`. */
export class ModelPool implements Pool {
  readonly determinismClass: 'D0' | 'D2';
  readonly #options: ModelPoolOptions;
  readonly #slots: WorkerSlot[];
  readonly #queue: Job[] = [];
  /** Every request that is not settled: waiting or held by a worker. */
  readonly #open = new Set<Job>();
  #ready: WorkerReady | undefined;
  #lastId = 0;
  /** Slot that was served last. */
  #cursor = -1;
  #failedSlots = 0;
  #failure: unknown;
  #isClosed = false;
  #memoryTimer: NodeJS.Timeout | undefined;
  #onEmpty: (() => void)[] = [];

  constructor(options: ModelPoolOptions) {
    this.#options = options;
    const isRepeatable = options.slots.every(
      ({ settings }) => settings.profile === 'repeatable' && settings.backend === 'cpu',
    );
    this.determinismClass = isRepeatable ? 'D2' : 'D0';
    this.#slots = options.slots.map(
      (slot) =>
        new WorkerSlot(slot, {
          onFree: () => this.#dispatch(),
          onLost: (job, lost) => this.#retry(job, lost),
          onFailed: (error) => this.#onSlotFailed(error),
          log: options.log,
        }),
    );
  }

  /** Resolves when every worker is ready, rejects with what the first one failed for. */
  async start(): Promise<void> {
    const [first] = await Promise.all(this.#slots.map((slot) => slot.start()));
    this.#ready = first;
    const limits = this.#options.slots.map((slot) => slot.memoryLimitMiB);
    if (!limits.some(Number.isFinite)) return;
    this.#memoryTimer = setInterval(() => {
      for (const slot of this.#slots) slot.checkMemory();
    }, memoryCheckMs).unref();
  }

  async complete(request: ChatRequest, options: ChatOptions = {}): Promise<Completion> {
    options.signal?.throwIfAborted();
    checkRequest(request);
    this.#checkOpen();
    const job = new Job(++this.#lastId, request, options);
    const onAbort = () => this.#abort(job);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    this.#open.add(job);
    this.#queue.push(job);
    this.#dispatch();
    try {
      return await job.promise;
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
      this.#open.delete(job);
      if (this.#open.size === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
    }
  }

  stats(): WorkerStats[] {
    return this.#slots.map((slot) => slot.stats());
  }

  nativeLibraries(): string[] {
    return this.#ready?.nativeLibraries ?? [];
  }

  async machineClassInputs(): Promise<MachineClassInputs> {
    const settings = this.#options.slots[0]?.settings;
    const backend = settings?.backend ?? 'cpu';
    return await machineClassInputs({
      nativeLibraries: this.nativeLibraries(),
      systemInfo: this.#ready?.systemInfo ?? '',
      llamaCppRelease: this.#ready?.llamaCppRelease ?? '',
      threads: settings?.threads ?? 1,
      gpu: backend === 'cpu' ? null : backend,
    });
  }

  async drain(): Promise<void> {
    this.#isClosed = true;
    if (this.#open.size > 0) await new Promise<void>((resolve) => void this.#onEmpty.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#memoryTimer);
    this.#queue.length = 0;
    for (const job of this.#open) this.#giveUp(job, closed());
    await Promise.all(this.#slots.map((slot) => slot.close(closeGraceMs)));
  }

  #checkOpen(): void {
    if (this.#isClosed) throw closed();
    if (this.#failure !== undefined) throw noWorkers(this.#failure);
    if (this.#queue.length >= this.#options.queueLimit) {
      throw new HermesError('HERMES_POOL_QUEUE_FULL', {
        message: `${this.#queue.length} requests wait for a model worker, as many as the queue may hold.`,
        fix: 'ask for fewer at once, use more workers, or raise queueLimit.',
      });
    }
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const index = this.#nextFree();
      if (index === undefined) return;
      this.#cursor = index;
      const job = this.#queue.shift();
      if (job !== undefined) this.#slots[index]?.give(job);
    }
  }

  /** Round-robin: the first slot behind the one served last that has room. */
  #nextFree(): number | undefined {
    const count = this.#slots.length;
    for (let step = 1; step <= count; step++) {
      const index = (this.#cursor + step) % count;
      if ((this.#slots[index]?.free ?? 0) > 0) return index;
    }
    return undefined;
  }

  #abort(job: Job): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    else for (const slot of this.#slots) slot.cancel(job);
    job.reject(job.options.signal?.reason);
  }

  #retry(job: Job, lost: { why: ExitReason; worker: number; pid: number }): void {
    if (job.isSettled) return;
    if (job.retries >= maxRetries) return this.#giveUp(job, lostTooOften(job, lost.why));
    if (this.#failure !== undefined) return this.#giveUp(job, noWorkers(this.#failure));
    job.retries++;
    const { traceId, retries } = job;
    this.#options.log({ ...lost, event: 'request-retried', traceId, retries });
    this.#queue.unshift(job);
    this.#dispatch();
  }

  #onSlotFailed(error: unknown): void {
    this.#failedSlots++;
    if (this.#failedSlots < this.#slots.length) return;
    this.#failure = error;
    for (const job of this.#queue.splice(0)) this.#giveUp(job, noWorkers(error));
  }

  #giveUp(job: Job, error: HermesError): void {
    if (!job.isSettled) job.reject(error);
  }
}

function closed(): HermesError {
  return new HermesError('HERMES_POOL_CLOSED', {
    message: 'the model pool is closed.',
    fix: 'ask before drain() or disposal.',
  });
}

function noWorkers(cause: unknown): HermesError {
  const { code, rawMessage } = HermesError.from(cause, 'HERMES_POOL_START');
  return new HermesError('HERMES_POOL_NO_WORKERS', {
    message: `no model worker is left and none can be started (${code}): ${rawMessage}`,
    fix: 'see the worker-exited events in the log for why they ended.',
    cause,
  });
}

const lostCodes = {
  crashed: 'HERMES_POOL_CRASHED',
  protocol: 'HERMES_POOL_CRASHED',
  refused: 'HERMES_POOL_CRASHED',
  retired: 'HERMES_POOL_CRASHED',
  'start-timeout': 'HERMES_POOL_CRASHED',
  hung: 'HERMES_POOL_TIMEOUT',
  memory: 'HERMES_POOL_MEMORY',
} as const satisfies Record<ExitReason, `HERMES_POOL_${string}`>;

function lostTooOften(job: Job, why: ExitReason): HermesError {
  return new HermesError(lostCodes[why], {
    message: `request ${job.traceId ?? job.id} was lost ${job.retries + 1} times, at last because its worker ${why}.`,
    fix: 'see the worker-exited events in the log; for deadlines raise requestTimeoutMs, for memory memoryLimitMiB.',
  });
}
