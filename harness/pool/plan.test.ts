import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pinningEnvironment, type WorkerDevice } from './devices.ts';
import { formatDevices } from './format-plan.ts';
import { Inventory, takeInventory } from './inventory.ts';
import { DevicePlan, planDevices, type PlanOptions } from './plan.ts';
import { nanoOptions } from './testing/nano.ts';
import { puppets } from './testing/puppets.ts';

const gib = 1024;

function machine(change: Partial<Inventory> = {}): Inventory {
  return Inventory.parse({
    platform: 'linux',
    arch: 'x64',
    cpu: { model: 'Test CPU', logicalCores: 8, freeCores: 6.4 },
    memory: { totalMiB: 32 * gib, availableMiB: 24 * gib },
    gpus: [],
    ...change,
  });
}

function gpus(type: 'cuda' | 'metal' | 'vulkan', count: number, freeMiB = 80 * gib): Inventory['gpus'] {
  return Array.from({ length: count }, (_, index) => ({
    type,
    index,
    name: `${type} test`,
    memoryMiB: 80 * gib,
    freeMiB,
  }));
}

async function plan(
  change: Omit<Partial<PlanOptions>, 'model'> & { bytes?: number | undefined } = {},
): Promise<DevicePlan> {
  const { modelPath } = await nanoOptions();
  const { bytes = 2_192_448, ...options } = change;
  return await planDevices({ model: { path: modelPath, bytes }, inventory: machine(), ...options });
}

test('Profile repeatable plans one CPU worker for each core that is free, even where there are GPUs.', async () => {
  const planned = await plan({ inventory: machine({ gpus: gpus('cuda', 2) }) });
  expect(planned).toMatchObject({ workers: 6, contextSize: 512, forced: [], warnings: [] });
  expect(planned.devices).toEqual(Array.from({ length: 6 }, () => ({ type: 'cpu' })));
  expect(planned.reasons.join('\n')).toMatch(/D2.*\n.*Q8_0.*\n.*6\.4 of 8 cores are free/);
  expect(DevicePlan.parse(planned)).toEqual(planned);
});

test('Workers go round the CUDA devices, one on each by default.', async () => {
  const inventory = machine({ gpus: gpus('cuda', 3) });
  expect((await plan({ profile: 'fast', inventory })).devices).toEqual(
    [0, 1, 2].map((index) => ({ type: 'cuda', index })),
  );
  const more = await plan({ profile: 'fast', inventory, workers: 5 });
  expect(more.devices.map((device) => ('index' in device ? device.index : -1))).toEqual([0, 1, 2, 0, 1]);
  expect(more.warnings).toEqual(['5 workers were asked for and 3 would be carried (3 GPUs)']);
});

test('Metal is one shared device; Vulkan and CUDA on Windows are experimental.', async () => {
  const metal = await plan({
    profile: 'fast',
    inventory: machine({ platform: 'darwin', gpus: gpus('metal', 1) }),
  });
  expect(metal).toMatchObject({ workers: 1, devices: [{ type: 'metal' }], quantization: { verdict: 'ok' } });
  const vulkan = await plan({ device: 'vulkan', inventory: machine({ gpus: gpus('vulkan', 1) }) });
  expect(vulkan.warnings.join()).toMatch(/Vulkan/);
  const windows = machine({ platform: 'win32', gpus: gpus('cuda', 1) });
  expect((await plan({ device: 'cuda', inventory: windows })).quantization.verdict).toBe('experimental');
});

test('More workers than free cores are allowed with a warning.', async () => {
  const planned = await plan({ workers: 12 });
  expect(planned.workers).toBe(12);
  expect(planned.warnings).toEqual([
    '12 workers were asked for and 6 would be carried (6.4 of 8 cores are free, one thread a worker)',
  ]);
});

test('A model without a chat template is warned about: a run cannot ask it.', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-plan-'));
  const bytes = readFileSync((await nanoOptions()).modelPath);
  Buffer.from('tokenizer.chat_templat_').copy(bytes, bytes.indexOf('tokenizer.chat_template'));
  const path = join(folder, 'base.gguf');
  writeFileSync(path, bytes);
  const planned = await planDevices({ model: { path, bytes: bytes.length }, inventory: machine() });
  expect(planned.warnings).toEqual([expect.stringContaining('base.gguf has no chat template')]);
  rmSync(folder, { recursive: true });
});

test('A crowded machine still gets one worker, and workers that do not fit into memory are not planned.', async () => {
  const busy = machine({ cpu: { model: 'x', logicalCores: 8, freeCores: 0.3 } });
  expect((await plan({ inventory: busy })).workers).toBe(1);
  const small = machine({ memory: { totalMiB: gib, availableMiB: 500 } });
  const planned = await plan({ inventory: small });
  expect(planned.workers).toBeLessThan(6);
  expect(planned.memory.neededMiB).toBeLessThanOrEqual(450);
  expect(planned.reasons.join()).toMatch(/would not fit into memory/);
});

test('What is too large is refused with the figures; force overrides and is recorded.', async () => {
  const huge = { bytes: 60 * 2 ** 30 };
  await expect(plan(huge)).rejects.toThrow(
    /HERMES_POOL_TOO_LARGE.*need about 12\d{4} MiB and 24576 MiB are free.*--force/,
  );
  const forced = await plan({ ...huge, force: true });
  expect(forced.forced.join()).toMatch(/HERMES_POOL_TOO_LARGE/);
  const onGpu = plan({ ...huge, device: 'cuda', inventory: machine({ gpus: gpus('cuda', 1, 20 * gib) }) });
  await expect(onGpu).rejects.toThrow(/HERMES_POOL_TOO_LARGE.*20480 MiB are free on cuda/);
  await expect(plan({ device: 'metal' })).rejects.toThrow(
    /HERMES_POOL_NO_DEVICE.*metal was asked for.*has cpu/,
  );
});

test('A context beyond the training length is planned with a warning.', async () => {
  expect((await plan({ contextSize: 2048 })).warnings.join()).toMatch(/2048 tokens.*512/);
});

test('The plan prints with its reasons, warnings and what was forced.', async () => {
  const inventory = machine({ gpus: gpus('cuda', 1) });
  const text = formatDevices(
    inventory,
    await plan({ inventory, workers: 9, bytes: 60 * 2 ** 30, force: true }),
  );
  expect(text).toMatch(/^CPU {6}Test CPU, 8 logical cores, 6\.4 free now/);
  expect(text).toMatch(/GPU {6}cuda 0: cuda test/);
  expect(text).toMatch(/Plan {5}9 workers on cpu, cpu/);
  expect(text).toMatch(/Warning {2}9 workers.*\nForced {3}HERMES_POOL_TOO_LARGE/);
  expect(formatDevices(machine())).toMatch(/GPU {6}none$/);
});

test.each<[WorkerDevice, Record<string, string>]>([
  [{ type: 'cpu' }, { CUDA_VISIBLE_DEVICES: '', GGML_VK_VISIBLE_DEVICES: '' }],
  [
    { type: 'cuda', index: 3 },
    { CUDA_VISIBLE_DEVICES: '3', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' },
  ],
  [
    { type: 'vulkan', index: 1 },
    { CUDA_VISIBLE_DEVICES: '', GGML_VK_VISIBLE_DEVICES: '1' },
  ],
  [{ type: 'metal' }, {}],
])('A worker on %j is pinned by %j.', (device, env) => {
  expect(pinningEnvironment(device)).toEqual(env);
});

test.runIf(process.platform === 'linux')(
  'Each worker process really has the environment of its device.',
  async () => {
    const planned = await plan({
      profile: 'fast',
      inventory: machine({ gpus: gpus('cuda', 2) }),
      workers: 3,
    });
    const { pool } = await puppets({ workers: planned.workers, devices: planned.devices });
    await using closing = pool;
    const visible = closing.stats().map(({ pid }) => {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return environment.find((entry) => entry.startsWith('CUDA_VISIBLE_DEVICES='));
    });
    expect(visible).toEqual(['CUDA_VISIBLE_DEVICES=0', 'CUDA_VISIBLE_DEVICES=1', 'CUDA_VISIBLE_DEVICES=0']);
  },
);

test('This machine can be measured, and a plan on it is no larger than the machine.', async () => {
  const inventory = Inventory.parse(await takeInventory());
  expect(inventory.cpu.freeCores).toBeGreaterThan(0);
  expect(inventory.cpu.freeCores).toBeLessThanOrEqual(inventory.cpu.logicalCores);
  expect(inventory.memory.availableMiB).toBeLessThanOrEqual(inventory.memory.totalMiB);
  expect((await plan({ inventory })).workers).toBeLessThanOrEqual(inventory.cpu.logicalCores);
});
