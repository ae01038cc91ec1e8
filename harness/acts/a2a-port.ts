import type { AnchorStore } from '../anchors/store.ts';
import type { Arm } from '../contract/run-record.ts';
import { HermesError } from '../contract/errors.ts';
import { type A2AClient, callError, isUnavailable, openA2AClient, type ReadCard } from './a2a-client.ts';
import { grpcTarget } from './address.ts';
import { speaksAnchors, speaksTypedActs } from './agent-card.ts';
import type { AgentPort } from './agent-port.ts';
import { ask, type Exchange } from './ask.ts';
import { withDeadline } from './deadline.ts';
import { retrying, type RetryPolicy } from './retry.ts';
import { actsExtensionUri } from '../contract/outside-agent.ts';

export interface ConnectOptions {
  /** `unix:/path`, `grpc://127.0.0.1:PORT`; other hosts only with `allowRemote`. */
  address: string;
  role: string;
  arm: Arm;
  store?: AnchorStore | undefined;
  allowRemote?: boolean | undefined;
  retry?: RetryPolicy | undefined;
  /** Called after every try that found the agent gone, before the next: start it again here and resolve when it listens. */
  onUnavailable?: ((trouble: { error: unknown; triesSoFar: number }) => void | Promise<void>) | undefined;
  /** What the agent wants to see in every call; see `serveAgent`. */
  secret?: string | undefined;
  /** Sent with every call. */
  headers?: Record<string, string> | undefined;
  /** `required`: an agent that does not declare typed acts is refused, not spoken to in `A` (for agents of ours). */
  typed?: 'required' | 'if-declared' | undefined;
  /** Who started the agent. Left out, what it says of itself is believed. */
  whose?: 'ours' | 'theirs' | undefined;
  /** The card that this agent gave to an earlier connection; left out, it is read at the first contact. */
  card?: ReadCard | null | undefined;
  /** For the first contact. */
  connectDeadlineMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Connects to an A2A agent and reads its card: one that declares typed acts is spoken to in `arm`, every other in `A`. Calls are tried again on
 * UNAVAILABLE only. Rejects with HERMES_ACTS_UNAVAILABLE, HERMES_ACTS_DEADLINE, HERMES_ACTS_ADDRESS, HERMES_ACTS_CARD, or HERMES_ACTS_SCHEMA
 * when the agent declares typed acts of another schema.
 */
export async function connectAgent(options: ConnectOptions): Promise<AgentPort> {
  const { role, store } = options;
  const client = openA2AClient(grpcTarget(options.address, options), options);
  const closing = new AbortController();
  try {
    const card = options.card === undefined ? await firstContact(client, options) : options.card;
    const typed = card !== null && speaksTypedActs(card.card);
    if (!typed && options.typed === 'required') throw notTyped(role);
    const arm = typed ? options.arm : 'A';
    const exchange = exchangeOver(client, { ...options, arm });
    const context = {
      role,
      arm,
      store,
      anchors: typed && speaksAnchors(card.card),
      typed,
      whose: options.whose,
      exchange,
      closing: closing.signal,
    };
    return {
      role,
      arm,
      card,
      ask: async (act, askOptions) => await ask(context, act, askOptions),
      [Symbol.asyncDispose]: async () => {
        closing.abort(new Error(`the port of ${role} was closed`));
        client.close();
      },
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

const defaultConnectDeadlineMs = 10_000;

async function firstContact(client: A2AClient, options: ConnectOptions): Promise<ReadCard | null> {
  const deadlineMs = options.connectDeadlineMs ?? defaultConnectDeadlineMs;
  return await withDeadline(
    { deadlineMs, signals: [options.signal], who: `${options.role} (first contact)` },
    async (signal) => {
      const { value: card } = await tried(options, signal, async () => await client.getCard(signal));
      return card;
    },
  );
}

function notTyped(role: string): HermesError {
  return new HermesError('HERMES_ACTS_SCHEMA', {
    message: `${role} does not declare ${actsExtensionUri} in its agent card.`,
    fix: 'serve it with serveAgent of the same Hermes version.',
  });
}

function exchangeOver(client: A2AClient, options: ConnectOptions): Exchange {
  return async (request, signal) => {
    const { value, tries } = await tried(options, signal, async () => {
      const startedMs = performance.now();
      const answer = await client.sendMessage(request, { arm: options.arm, signal });
      return { ...answer, wallMs: performance.now() - startedMs };
    });
    return { ...value, tries };
  };
}

async function tried<T>(options: ConnectOptions, signal: AbortSignal, action: () => Promise<T>) {
  try {
    return await retrying({
      action,
      again: (error) => isUnavailable(error) && !signal.aborted,
      between: (error, triesSoFar) => options.onUnavailable?.({ error, triesSoFar }),
      signal,
      policy: options.retry,
    });
  } catch (error) {
    throw callError(error, options.role);
  }
}
