import { z } from 'zod';
import { Role } from '../contract/chat.ts';
import { PromptProfile } from '../contract/config.ts';

/** What an agent process of ours is started with, as the one argument of its entry. */
export const AgentInit = z.strictObject({
  role: Role,
  /** `unix:/path` or `127.0.0.1:PORT`. */
  listen: z.string(),
  /** Unix socket on which the run host gives completions. */
  chatSocket: z.string(),
  /** File of the anchor store. */
  anchorsPath: z.string(),
  anchorCapacityBytes: z.number().int().positive(),
  profile: PromptProfile,
  grammar: z.boolean(),
});
export type AgentInit = z.infer<typeof AgentInit>;
