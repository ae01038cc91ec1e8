import { join } from 'node:path';
import { z } from 'zod';
import { AnchorKind, AnchorUri } from '../contract/anchor.ts';
import { ChatOrder, ChatReply, Role } from '../contract/chat.ts';
import { PromptProfile } from '../contract/config.ts';

/** What an agent process of ours is started with. */
const AgentInit = z.strictObject({
  role: Role,
  /** The one folder whose sockets it may use; see `agentSockets`. */
  folder: z.string(),
  /** What the run host says to it, and it to the run host, before anything else. */
  secret: z.string(),
  /** File of the anchor store, which it only reads. */
  anchorsPath: z.string(),
  profile: PromptProfile,
  grammar: z.boolean(),
});
export type AgentInit = z.infer<typeof AgentInit>;

/** Kinds of anchors that an agent may put. */
export const kindsOfAgents = ['logs', 'diffs', 'patches', 'payloads'] as const;

/** An agent as a child of the run host. It says null when it listens. */
export const agentChild = { start: { params: AgentInit, answer: z.null() } };

/** All that an agent may ask the run host for. */
export const chatCalls = {
  complete: { params: ChatOrder, answer: ChatReply },
  /** Stores bytes as an anchor of the run; nothing that is stored can be changed or removed. */
  putAnchor: {
    params: z.strictObject({ kind: AnchorKind.extract(kindsOfAgents), base64: z.base64() }),
    answer: AnchorUri,
  },
};

/** The sockets between the run host and one agent. */
export function agentSockets(folder: string): { acts: string; chat: string; mcp: string } {
  return {
    /** Served by the agent: A2A. */
    acts: join(folder, 'acts.sock'),
    /** Served by the run host: completions for this agent. */
    chat: join(folder, 'chat.sock'),
    /** Served by the run host: anchors by MCP. */
    mcp: join(folder, 'mcp.sock'),
  };
}
