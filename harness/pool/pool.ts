import type { Launch } from '../../sandbox/launch/index.ts';
import type { ChatClient } from '../contract/chat.ts';
import type { WorkerDevice } from './devices.ts';

/** How a pool is set up. */
export interface PoolOptions {
  /** A GGUF file; of a sharded model its first shard. */
  modelPath: string;
  /** What it must be, as `hashFiles` gives it: each worker hashes what it loads, and refuses another. Default: whatever it is. */
  modelSha256?: string | undefined;
  /** Worker processes, one model instance each. */
  workers: number;
  /** `repeatable`: equal requests give equal replies (class D2 on CPU). `fast`: batching and prefix reuse (class D0). */
  profile: 'repeatable' | 'fast';
  /** Tokens one request may use, prompt and answer together. */
  contextSize: number;
  /** `model` = the chat template of the GGUF file. */
  chat: { format: 'model' };
  /** Device of each worker, in order, repeated when there are fewer; default CPU. See `planDevices`. */
  devices?: WorkerDevice[] | undefined;
  /** How a worker is started: prefix, Node flags (the seal), environment. Default `plainLaunch()`. */
  launch?: Launch | undefined;
  /** Calls made and thrown away before a worker counts as ready; at least 1, default 1. Never part of any metric. */
  warmups?: number | undefined;
  /** Requests that may wait; one more is refused with HERMES_POOL_QUEUE_FULL. Default 10,000. */
  queueLimit?: number | undefined;
  /** Wall-clock milliseconds a worker may hold a request before it counts as hung. Default 120,000. */
  requestTimeoutMs?: number | undefined;
  /** Wall-clock milliseconds from spawn to ready. Default 120,000. */
  startTimeoutMs?: number | undefined;
  /** A worker is replaced after this many requests, without a pause in service. Default: never. */
  recycleAfter?: number | undefined;
  /** A worker whose resident memory (RSS, weights included) passes this is killed and replaced. Default: no limit. */
  memoryLimitMiB?: number | undefined;
  /** Requests one worker answers side by side in profile `fast`; default 8. Always 1 in `repeatable`. */
  sequences?: number | undefined;
  /** Gets every event of the pool, for a structured log. */
  log?: ((event: PoolEvent) => void) | undefined;
  /** Entry of a worker process; tests put a misbehaving one here. */
  workerEntry?: string | undefined;
}

/** What happened in a pool. `worker` is the index of a slot, `pid` the process in it. */
export type PoolEvent = { worker: number; pid: number } & (
  | { event: 'worker-spawned' }
  | { event: 'worker-ready'; loadMs: number; warmupMs: number }
  | {
      event: 'worker-exited';
      why: ExitReason;
      code: number | null;
      signal: string | null;
      held: number;
      stderr: string;
    }
  | { event: 'worker-recycled'; served: number }
  | { event: 'worker-log'; level: string; message: string }
  | { event: 'request-started'; traceId: string | null; queueMs: number; retries: number }
  | { event: 'request-finished'; traceId: string | null; wallMs: number; finishReason: string }
  | { event: 'request-retried'; traceId: string | null; why: ExitReason; retries: number }
  | { event: 'request-failed'; traceId: string | null; code: string }
  | { event: 'request-cancelled'; traceId: string | null }
);

/** Why a worker process ended. */
export type ExitReason = 'crashed' | 'hung' | 'memory' | 'start-timeout' | 'refused' | 'protocol' | 'retired';

/** Numbers of one worker slot since the pool started, over all processes it had. */
export interface WorkerStats {
  worker: number;
  pid: number | null;
  state: 'starting' | 'ready' | 'failed' | 'closed';
  device: WorkerDevice;
  requests: number;
  /** Means over the requests that were answered; null before the first. */
  queueMs: number | null;
  firstTokenMs: number | null;
  /** Decoded tokens per second of answering time. */
  tokensPerSecond: number | null;
  prefillTokens: number;
  decodeTokens: number;
  /** Memory of the process now; PSS counts shared pages (the weights) by share. Null where the system does not tell. */
  rssMiB: number | null;
  pssMiB: number | null;
  restarts: number;
}

/** evidence.md §2.4: machines that agree in all of this may expect equal bytes. */
export interface MachineClassInputs {
  arch: string;
  os: string;
  /** E.g. `glibc 2.36`; `unknown` where Node does not tell. */
  libc: string;
  /** Name and SHA-256 of the CPU backend that was mapped, `NAME@HEX`. */
  cpuBackend: string;
  /** SHA-256 over canonical JSON of `[name, sha256]` of all mapped llama.cpp libraries. */
  nativeSet: string;
  systemInfo: string;
  llamaCppRelease: string;
  threads: number;
  gpu: string | null;
}

/** Model workers behind one ChatClient. Disposing it ends every process it started. */
export interface Pool extends ChatClient, AsyncDisposable {
  /** What the pool promises: `D2` equal answers on this machine class (profile `repeatable` on CPU), else `D0` nothing. */
  determinismClass: 'D0' | 'D2';
  stats(): WorkerStats[];
  /** Paths of the llama.cpp libraries that a worker had mapped after its first decode, sorted. */
  nativeLibraries(): string[];
  machineClassInputs(): Promise<MachineClassInputs>;
  /** Takes no more requests and resolves when all it has are answered. */
  drain(): Promise<void>;
}
