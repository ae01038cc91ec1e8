import { z } from 'zod';

/** What a probe process finds through node-llama-cpp. Memory is that of all devices of the type together. */
const ProbeReport = z.strictObject({
  gpus: z.array(
    z.strictObject({
      type: z.enum(['cuda', 'metal', 'vulkan']),
      names: z.array(z.string()),
      memoryMiB: z.number(),
      freeMiB: z.number(),
    }),
  ),
});
export type ProbeReport = z.infer<typeof ProbeReport>;

/** A probe as a child of whoever takes the inventory: it tells what it found and has nothing else to say. */
export const probeChild = { start: { params: z.null(), answer: ProbeReport } };
