import { basename } from 'node:path';
import { z } from 'zod';
import { type GgufMetadata, readGgufMetadata, withoutTemplate } from '../cache/gguf-metadata.ts';
import { HermesError } from '../contract/errors.ts';
import { WorkerDevice } from './devices.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { estimateMemory } from './memory-estimate.ts';
import { checkQuantization, type Platform } from './quantization.ts';

/** How many workers, on which devices, and why; recorded in the manifest and printed by `hermes devices`. */
export const DevicePlan = z.strictObject({
  workers: z.number().int().positive(),
  /** Device of each worker. */
  devices: z.array(WorkerDevice),
  contextSize: z.number().int().positive(),
  quantization: z.strictObject({
    verdict: z.enum(['ok', 'experimental', 'refused']),
    reason: z.string(),
    alternative: z.string(),
  }),
  memory: z.strictObject({
    weightsMiB: z.number(),
    contextMiB: z.number(),
    overheadMiB: z.number(),
    repackedMiB: z.number(),
    neededMiB: z.number(),
    availableMiB: z.number(),
  }),
  reasons: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Refusals that `force` overrode; not empty = recorded in the manifest. */
  forced: z.array(z.string()),
});
export type DevicePlan = z.infer<typeof DevicePlan>;

export interface PlanOptions {
  /** A resolved model: path and bytes of all its shards. */
  model: { path: string; bytes: number };
  /** Default: what the device carries. */
  workers?: number | undefined;
  /** Default 4096, at most what the model was trained for. */
  contextSize?: number | undefined;
  /** `repeatable` (default) plans on the CPU, where equal answers are promised; `fast` takes a GPU when there is one. */
  profile?: 'repeatable' | 'fast' | undefined;
  /** Overrides the profile's choice. */
  device?: WorkerDevice['type'] | undefined;
  /** Requests a worker answers side by side; default 1, in profile `fast` 8. */
  sequences?: number | undefined;
  /** Default: this machine, measured now. */
  inventory?: Inventory | undefined;
  /** Overrides refusals (recorded in `forced`). */
  force?: boolean | undefined;
}

/** Share of the free memory that may be planned with. */
const headroom = 0.9;
const defaultContext = 4096;

/** Plans a pool. Throws HERMES_POOL_NO_DEVICE, HERMES_POOL_QUANTIZATION or HERMES_POOL_TOO_LARGE, the last two unless forced. */
export async function planDevices(options: PlanOptions): Promise<DevicePlan> {
  const metadata = await readGgufMetadata(options.model.path);
  const inventory = options.inventory ?? (await takeInventory());
  const draft = new Draft(options, metadata, inventory);
  const type = draft.chooseType();
  draft.checkTable(type);
  const workers = draft.chooseWorkers(type);
  return draft.finish(type, workers);
}

/** A plan in the making: collects reasons, warnings and what was forced. */
class Draft {
  readonly #options: PlanOptions;
  readonly #metadata: GgufMetadata;
  readonly #inventory: Inventory;
  readonly #contextSize: number;
  readonly #reasons: string[] = [];
  readonly #warnings: string[] = [];
  readonly #forced: string[] = [];
  #quantization: DevicePlan['quantization'] = { verdict: 'ok', reason: '', alternative: '' };

  constructor(options: PlanOptions, metadata: GgufMetadata, inventory: Inventory) {
    this.#options = options;
    this.#metadata = metadata;
    this.#inventory = inventory;
    const trained = metadata.contextLength ?? defaultContext;
    if (metadata.chatTemplateSha256 === null) {
      this.#warnings.push(withoutTemplate(basename(options.model.path)));
    }
    this.#contextSize = options.contextSize ?? Math.min(defaultContext, trained);
    if (this.#contextSize > trained) {
      this.#warnings.push(
        `a context of ${this.#contextSize} tokens is more than the ${trained} the model was trained for`,
      );
    }
  }

  chooseType(): WorkerDevice['type'] {
    const { device, profile = 'repeatable' } = this.#options;
    if (device !== undefined) return this.#requested(device);
    if (profile === 'repeatable') {
      this.#reasons.push('CPU, because profile repeatable promises equal answers (class D2) on CPU only');
      return 'cpu';
    }
    for (const type of ['cuda', 'metal', 'vulkan'] as const) {
      if (this.#gpus(type).length === 0) continue;
      this.#reasons.push(`${type}, the fastest device here`);
      return type;
    }
    this.#reasons.push('CPU, because no GPU was found');
    return 'cpu';
  }

  checkTable(type: WorkerDevice['type']): void {
    const platform: Platform =
      type === 'cuda' && this.#inventory.platform === 'win32' ? 'windows-cuda' : type;
    const verdict = checkQuantization({ platform, format: 'gguf', parameters: this.#metadata.parameters });
    this.#quantization = verdict;
    this.#reasons.push(`${this.#metadata.quantization}: ${verdict.reason}`);
    if (verdict.verdict === 'experimental') this.#warnings.push(`${verdict.reason}; ${verdict.alternative}`);
    if (verdict.verdict === 'refused')
      this.#refuse('HERMES_POOL_QUANTIZATION', verdict.reason, verdict.alternative);
  }

  chooseWorkers(type: WorkerDevice['type']): number {
    const { workers } = this.#options;
    const carried = this.#carriedBy(type);
    if (workers === undefined) {
      const fitting = Math.max(1, this.#fitting(type, carried));
      if (fitting < carried)
        this.#reasons.push(`${fitting} of ${carried} workers, as more would not fit into memory`);
      return fitting;
    }
    if (workers > carried) {
      this.#warnings.push(
        `${workers} workers were asked for and ${carried} would be carried (${this.#what(type)})`,
      );
    }
    this.#reasons.push(`${workers} workers, as asked for`);
    return workers;
  }

  finish(type: WorkerDevice['type'], workers: number): DevicePlan {
    const devices = Array.from({ length: workers }, (_, index) => this.#deviceOf(type, index));
    const memory = this.#memory(type, workers);
    if (memory.neededMiB > memory.availableMiB * headroom) {
      const { neededMiB, availableMiB } = memory;
      const why = `${workers} workers need about ${Math.ceil(neededMiB)} MiB and ${Math.floor(availableMiB)} MiB are free on ${type}`;
      this.#refuse('HERMES_POOL_TOO_LARGE', why, 'use a smaller quantization, context or number of workers');
    }
    return {
      workers,
      devices,
      contextSize: this.#contextSize,
      quantization: this.#quantization,
      memory,
      reasons: this.#reasons,
      warnings: this.#warnings,
      forced: this.#forced,
    };
  }

  #requested(device: WorkerDevice['type']): WorkerDevice['type'] {
    if (device !== 'cpu' && this.#gpus(device).length === 0) {
      const found = [...new Set(this.#inventory.gpus.map(({ type }) => type)), 'cpu'].join(', ');
      throw new HermesError('HERMES_POOL_NO_DEVICE', {
        message: `device ${device} was asked for; this machine has ${found}.`,
        fix: 'ask for one of those; for a GPU install its driver and the matching @node-llama-cpp package.',
      });
    }
    this.#reasons.push(`${device}, as asked for`);
    return device;
  }

  #gpus(type: WorkerDevice['type']) {
    return this.#inventory.gpus.filter((gpu) => gpu.type === type);
  }

  /** Workers that a kind of device carries, memory aside. */
  #carriedBy(type: WorkerDevice['type']): number {
    if (type === 'metal') return 1;
    if (type !== 'cpu') return this.#gpus(type).length;
    // An idle core never measures as a whole one: the spin shares it with whoever measures.
    return Math.max(1, Math.floor(this.#inventory.cpu.freeCores + 0.25));
  }

  #what(type: WorkerDevice['type']): string {
    if (type === 'metal') return 'one shared Metal device';
    if (type !== 'cpu') return `${this.#gpus(type).length} GPUs`;
    return `${this.#inventory.cpu.freeCores} of ${this.#inventory.cpu.logicalCores} cores are free, one thread a worker`;
  }

  #fitting(type: WorkerDevice['type'], most: number): number {
    this.#reasons.push(`up to ${most} workers: ${this.#what(type)}`);
    for (let workers = most; workers > 1; workers--) {
      const { neededMiB, availableMiB } = this.#memory(type, workers);
      if (neededMiB <= availableMiB * headroom) return workers;
    }
    return 1;
  }

  #deviceOf(type: WorkerDevice['type'], index: number): WorkerDevice {
    if (type === 'cpu' || type === 'metal') return { type };
    return { type, index: index % this.#gpus(type).length };
  }

  /** CPU workers share the mapped weights, not their repacked copies; on GPUs the fullest device decides. */
  #memory(type: WorkerDevice['type'], workers: number): DevicePlan['memory'] {
    const { sequences = this.#options.profile === 'fast' ? 8 : 1, model } = this.#options;
    const estimate = estimateMemory({
      metadata: this.#metadata,
      bytes: model.bytes,
      contextSize: this.#contextSize,
      sequences,
    });
    const { weightsMiB, contextMiB, overheadMiB, repackedMiB } = estimate;
    if (type === 'cpu') {
      const neededMiB = weightsMiB + workers * (contextMiB + overheadMiB + repackedMiB);
      return { ...estimate, neededMiB, availableMiB: this.#inventory.memory.availableMiB };
    }
    const gpus = this.#gpus(type);
    const perDevice = Math.ceil(workers / (type === 'metal' ? 1 : gpus.length));
    const availableMiB = Math.min(...gpus.map(({ freeMiB }) => freeMiB));
    return { ...estimate, neededMiB: perDevice * (weightsMiB + contextMiB + overheadMiB), availableMiB };
  }

  #refuse(
    code: 'HERMES_POOL_QUANTIZATION' | 'HERMES_POOL_TOO_LARGE',
    why: string,
    alternative: string,
  ): void {
    if (this.#options.force === true) return void this.#forced.push(`${code}: ${why}`);
    throw new HermesError(code, { message: `${why}.`, fix: `${alternative}, or override with --force.` });
  }
}
