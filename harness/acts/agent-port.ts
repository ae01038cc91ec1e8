import type { Act } from '../contract/act.ts';
import type { Arm, Hop } from '../contract/run-record.ts';
import type { ReadCard } from './a2a-client.ts';
import type { Deadline } from './deadline.ts';

/** One agent as the run host sees it: in memory or behind A2A, the same promises (port-contract/). */
export interface AgentPort extends AsyncDisposable {
  role: string;
  /** The arm that acts really travel in: an agent without the typed-act extension gets `A`, whatever was asked for. */
  arm: Arm;
  /** The agent's card in A2A's JSON form; null when it gave none. */
  card: ReadCard | null;
  /**
   * Sends an act and resolves with the agent's answer. An ERROR act rejects with its code; everything else an agent says is a reply.
   * Rejects with HermesError (HERMES_ACTS_*, HERMES_ANCHORS_*; see outcome.ts), or with the reason of `signal` when that aborts; either way
   * the agent's handler is told. `deadlineMs` (from now, without time in which it waits for us) is one deadline over all tries.
   */
  ask(act: Act, options: AskOptions): Promise<Answer>;
}

export interface AskOptions extends Deadline {
  signal?: AbortSignal | undefined;
}

export interface Answer {
  /** Payload inline, whatever the arm. */
  reply: Act;
  /** Request and reply, as they were serialised, with the 5-byte gRPC prefix. A try that failed is not a hop. */
  hops: Hop[];
  /**
   * Encoding, transport and decoding of the exchange that succeeded; without the handler, dereferencing and waits between tries.
   * null when the agent does not tell how long its handler took (an agent without the extension).
   */
  messagePathMs: number | null;
  /** One per anchor read, on either side. */
  derefMs: number[];
  derefBytes: number;
  /** 1 = the first try was answered. */
  tries: number;
}
