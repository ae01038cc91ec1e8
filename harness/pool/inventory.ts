import { availableParallelism, cpus, totalmem } from 'node:os';
import { z } from 'zod';
import { type Launch, plainLaunch } from '../../sandbox/launch/index.ts';
import { entryPath } from '../contract/package-files.ts';
import { startChild } from '../wire/child.ts';
import { pinningEnvironment } from './devices.ts';
import { measureFreeCores } from './measure-free-cores.ts';
import { probeChild, type ProbeReport } from './probe-protocol.ts';

const Gpu = z.strictObject({
  type: z.enum(['cuda', 'metal', 'vulkan']),
  index: z.number().int().nonnegative(),
  name: z.string(),
  memoryMiB: z.number(),
  freeMiB: z.number(),
});
type Gpu = z.infer<typeof Gpu>;

/** What a machine has to compute with. */
export const Inventory = z.strictObject({
  /** As `process.platform` and `process.arch`. */
  platform: z.string(),
  arch: z.string(),
  cpu: z.strictObject({
    model: z.string(),
    logicalCores: z.number().int().positive(),
    /** Cores that were free when measured; see `measureFreeCores`. */
    freeCores: z.number().nonnegative(),
  }),
  memory: z.strictObject({ totalMiB: z.number(), availableMiB: z.number() }),
  gpus: z.array(Gpu),
});
export type Inventory = z.infer<typeof Inventory>;

const mib = 2 ** 20;
const probeMs = 60_000;

/** Measures this machine. GPUs are looked for in processes of their own, so that none stays initialised in the caller. */
export async function takeInventory(options: { launch?: Launch | undefined } = {}): Promise<Inventory> {
  const launch = options.launch ?? plainLaunch();
  const { gpus } = await probe(launch);
  const perDevice = await Promise.all(gpus.map((found) => splitByDevice(found, launch)));
  return {
    platform: process.platform,
    arch: process.arch,
    cpu: {
      model: cpus()[0]?.model.trim() ?? 'unknown',
      logicalCores: availableParallelism(),
      freeCores: await measureFreeCores(),
    },
    memory: {
      totalMiB: Math.round(totalmem() / mib),
      availableMiB: Math.round(process.availableMemory() / mib),
    },
    gpus: perDevice.flat(),
  };
}

/** With several devices of a type, each is asked alone, pinned by environment: together they only tell their sum. */
async function splitByDevice(found: ProbeReport['gpus'][number], launch: Launch): Promise<Gpu[]> {
  const { type, names, memoryMiB, freeMiB } = found;
  if (type === 'metal' || names.length <= 1) {
    return names.slice(0, 1).map((name) => ({ type, index: 0, name, memoryMiB, freeMiB }));
  }
  return await Promise.all(
    names.map(async (name, index) => {
      const env = { ...launch.env, ...pinningEnvironment({ type, index }) };
      const alone = (await probe({ ...launch, env })).gpus.find((gpu) => gpu.type === type);
      return { type, index, name, memoryMiB: alone?.memoryMiB ?? 0, freeMiB: alone?.freeMiB ?? 0 };
    }),
  );
}

/** A probe that crashes or hangs (a broken driver can do that) has found no GPU. */
async function probe(launch: Launch): Promise<ProbeReport> {
  const child = startChild(launch, {
    contract: probeChild,
    entry: entryPath('device-probe'),
    init: null,
    startMs: probeMs,
    stopMs: probeMs,
    startError: () => undefined,
  });
  const report = await child.first.catch(() => ({ gpus: [] }));
  await child.stop();
  return report;
}
