import { z } from 'zod';

/** What `child.fixture.ts` is started with and can be asked for. */
export const obedient = {
  start: {
    params: z.strictObject({ does: z.string(), secret: z.string() }),
    answer: z.strictObject({ hasSecret: z.boolean(), visible: z.boolean() }),
    progress: z.string(),
  },
  say: { params: z.string(), answer: z.string(), progress: z.string() },
};
