import { plainLaunch } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import { entryPath } from '../contract/package-files.ts';
import { ModelPool } from './model-pool.ts';
import type { Pool, PoolOptions } from './pool.ts';
import type { SlotOptions } from './worker-slot.ts';

const defaultTimeoutMs = 120_000;
const defaultQueueLimit = 10_000;
const defaultFastSequences = 8;

/**
 * Starts worker processes on one model and resolves when all of them are loaded and warm. Throws HERMES_POOL_BAD_OPTIONS,
 * HERMES_POOL_START, HERMES_POOL_LOAD, HERMES_POOL_TOO_LARGE or HERMES_POOL_TEMPLATE; nothing is left running then.
 */
export async function createPool(options: PoolOptions): Promise<Pool> {
  checkOptions(options);
  const pool = new ModelPool({
    slots: Array.from({ length: options.workers }, (_, index) => slotOptions(options, index)),
    queueLimit: options.queueLimit ?? defaultQueueLimit,
    log: options.log ?? (() => undefined),
  });
  try {
    await pool.start();
    return pool;
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
}

function slotOptions(options: PoolOptions, index: number): SlotOptions {
  const { devices = [{ type: 'cpu' }], profile, modelPath, contextSize } = options;
  const device = devices[index % devices.length] ?? { type: 'cpu' };
  return {
    index,
    device,
    entry: options.workerEntry ?? entryPath('model-worker'),
    launch: options.launch ?? plainLaunch(),
    settings: {
      modelPath,
      modelSha256: options.modelSha256,
      profile,
      contextSize,
      sequences: profile === 'fast' ? (options.sequences ?? defaultFastSequences) : 1,
      threads: 1,
      backend: device.type,
      warmups: options.warmups ?? 1,
    },
    requestTimeoutMs: options.requestTimeoutMs ?? defaultTimeoutMs,
    startTimeoutMs: options.startTimeoutMs ?? defaultTimeoutMs,
    recycleAfter: options.recycleAfter ?? Number.POSITIVE_INFINITY,
    memoryLimitMiB: options.memoryLimitMiB ?? Number.POSITIVE_INFINITY,
  };
}

function checkOptions(options: PoolOptions): void {
  for (const name of counts) checkCount(name, options[name]);
  for (const name of ['requestTimeoutMs', 'startTimeoutMs', 'memoryLimitMiB'] as const) {
    if (!((options[name] ?? 1) > 0)) refuse(name, options[name], 'a number above 0');
  }
  if (options.devices?.length === 0) refuse('devices', '[]', 'left out or not empty');
  if (options.profile === 'repeatable' && (options.sequences ?? 1) !== 1) {
    refuse('sequences', options.sequences, '1 in profile repeatable (co-batched requests change each other)');
  }
}

const counts = ['workers', 'contextSize', 'warmups', 'queueLimit', 'recycleAfter', 'sequences'] as const;

function checkCount(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1)) return;
  refuse(name, value, 'a whole number from 1');
}

function refuse(name: string, value: unknown, wanted: string): never {
  throw new HermesError('HERMES_POOL_BAD_OPTIONS', {
    message: `${name} of the model pool is ${String(value)}.`,
    fix: `it must be ${wanted}.`,
  });
}
