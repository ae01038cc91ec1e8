import { z } from 'zod';

/** Where a worker computes. `index` counts the GPUs of a kind from 0. */
export const WorkerDevice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cpu') }),
  z.strictObject({ type: z.literal('cuda'), index: z.number().int().nonnegative() }),
  z.strictObject({ type: z.literal('metal') }),
  z.strictObject({ type: z.literal('vulkan'), index: z.number().int().nonnegative() }),
]);
export type WorkerDevice = z.infer<typeof WorkerDevice>;

/** Variables that pin a worker process to its device; a CPU worker sees no GPU at all. */
export function pinningEnvironment(device: WorkerDevice): Record<string, string> {
  switch (device.type) {
    case 'cpu':
      return { CUDA_VISIBLE_DEVICES: '', GGML_VK_VISIBLE_DEVICES: '' };
    case 'cuda':
      return { CUDA_VISIBLE_DEVICES: String(device.index), CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
    case 'vulkan':
      return { CUDA_VISIBLE_DEVICES: '', GGML_VK_VISIBLE_DEVICES: String(device.index) };
    case 'metal':
      return {};
  }
}
