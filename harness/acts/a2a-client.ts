import { AgentCard } from '@a2a-js/sdk';
import { A2AService } from '@a2a-js/sdk/server/grpc';
import { Client, credentials, type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { HermesError, textOf } from '../contract/errors.ts';
import type { AgentReport } from './act-server.ts';
import { callMetadata, reportOf } from './call-metadata.ts';
import { maxCardBytes, maxGrpcMessageBytes, oversized } from './limits.ts';
import { type Json, jsonOf } from '../contract/json.ts';
import type { Arm } from '../contract/run-record.ts';

/** One gRPC connection to an A2A agent; messages go in and out as bytes, so that they are serialised once and counted exactly. */
export interface A2AClient {
  sendMessage(
    request: Buffer,
    call: { arm: Arm; signal: AbortSignal },
  ): Promise<{ reply: Buffer; report: AgentReport | null }>;
  /**
   * The agent's card, as A2A writes it in JSON, too; null when it answers that it has none to give: it is no less an A2A agent for that. Rejects with
   * HERMES_ACTS_CARD when it is larger than 64 KiB or no card.
   */
  getCard(signal: AbortSignal): Promise<ReadCard | null>;
  close(): void;
}

/** A card as it was read. */
export interface ReadCard {
  card: AgentCard;
  json: Json;
}

/** Opens the connection (lazily: the first call connects). Calls reject with the ServiceError of grpc-js. */
export function openA2AClient(
  target: string,
  said: { secret?: string | undefined; headers?: Record<string, string> | undefined } = {},
): A2AClient {
  const client = new Client(target, credentials.createInsecure(), {
    'grpc.max_receive_message_length': maxGrpcMessageBytes,
    'grpc.max_send_message_length': -1,
    // Ours is the only retry, and a dead agent is looked for again by the next try.
    'grpc.enable_retries': 0,
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.min_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 100,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    // Agents of different runs may have equal paths in time: no sharing of connections between clients.
    'grpc.use_local_subchannel_pool': 1,
  });
  const hide = hiding(Object.values(said.headers ?? {}));
  return {
    sendMessage: async (request, { arm, signal }) => {
      const { reply, trailer } = await unary(client, {
        hide,
        path: A2AService.sendMessage.path,
        request,
        metadata: callMetadata(arm, said),
        signal,
      });
      return { reply, report: reportOf(trailer) };
    },
    getCard: async (signal) => {
      const method = A2AService.getExtendedAgentCard;
      const request = method.requestSerialize({ tenant: '' });
      try {
        const { reply } = await unary(client, {
          hide,
          path: method.path,
          request,
          metadata: callMetadata('A', said),
          signal,
        });
        return readCard(reply);
      } catch (error) {
        if (hasNoCard(error)) return null;
        throw error;
      }
    },
    close: () => client.close(),
  };
}

/** Bytes of an agent without what was sent to it in confidence. */
type Hide = (bytes: Buffer) => Buffer;

function hidden(error: ServiceError, hide: Hide): ServiceError {
  const shown = (text: string) => hide(Buffer.from(text)).toString();
  return Object.assign(error, { message: shown(error.message), details: shown(error.details) });
}

/** The shortest value that is looked for: a shorter one stands in any text by chance. */
const shortestHidden = 8;

/** Writes stars over values of headers that come back, in a card, an answer or an error: what an agent repeats would be in the record. */
function hiding(values: readonly string[]): Hide {
  const secrets = values
    .map((value) => value.replace(/^Bearer /, ''))
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    .filter((value) => value.length >= shortestHidden);
  return (bytes) => {
    for (const secret of secrets) {
      for (let at = bytes.indexOf(secret); at !== -1; at = bytes.indexOf(secret, at)) {
        bytes.fill('*', at, at + secret.length);
      }
    }
    return bytes;
  };
}

function readCard(bytes: Buffer): ReadCard {
  if (bytes.length > maxCardBytes) {
    throw badCard(`has ${bytes.length} bytes, the limit is ${maxCardBytes}`);
  }
  try {
    const card = A2AService.getExtendedAgentCard.responseDeserialize(bytes);
    return { card, json: jsonOf(AgentCard.toJSON(card) as object) };
  } catch (cause) {
    throw badCard(`cannot be read (${textOf(cause)})`, cause);
  }
}

function badCard(what: string, cause?: unknown): HermesError {
  return new HermesError('HERMES_ACTS_CARD', {
    message: `the card of the agent ${what}.`,
    fix: 'give a smaller card, or none: without one the agent is spoken to in arm A.',
    cause,
  });
}

/** Whether another try may help. */
export function isUnavailable(error: unknown): boolean {
  return statusOf(error) === status.UNAVAILABLE;
}

function hasNoCard(error: unknown): boolean {
  const code = statusOf(error);
  return code !== null && noCard.has(code);
}

/** What a failed call means; errors that are not gRPC's come back as they are. */
export function callError(error: unknown, role: string): unknown {
  if (!isServiceError(error)) return error;
  const { code, details } = error;
  const what = `${role}: gRPC ${status[code]}: ${details}`;
  if (code === status.RESOURCE_EXHAUSTED) return oversized(what, maxGrpcMessageBytes, error);
  const known = codes.get(code);
  return new HermesError(known?.[0] ?? 'HERMES_ACTS_AGENT_ERROR', {
    message: `${what}.`,
    fix: known?.[1] ?? "look at the agent's log.",
    cause: error,
  });
}

const codes = new Map<
  status,
  ['HERMES_ACTS_UNAVAILABLE' | 'HERMES_ACTS_DEADLINE' | 'HERMES_ACTS_MALFORMED', string]
>([
  [status.UNAVAILABLE, ['HERMES_ACTS_UNAVAILABLE', 'check that the agent runs and listens at its address.']],
  // Not by us: our own cancellations end before this is asked.
  [status.CANCELLED, ['HERMES_ACTS_UNAVAILABLE', 'look why the agent dropped the call.']],
  [status.DEADLINE_EXCEEDED, ['HERMES_ACTS_DEADLINE', 'raise the deadline of the role.']],
  [status.INVALID_ARGUMENT, ['HERMES_ACTS_MALFORMED', 'docs/agents.md says what an agent must read.']],
]);

const noCard = new Set<status>([
  status.FAILED_PRECONDITION,
  status.UNIMPLEMENTED,
  status.NOT_FOUND,
  status.UNKNOWN,
  status.INTERNAL,
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
]);

function statusOf(error: unknown): status | null {
  return isServiceError(error) ? error.code : null;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'details' in error && 'code' in error && typeof error.code === 'number';
}

async function unary(
  client: Client,
  call: { path: string; request: Buffer; metadata: Metadata; signal: AbortSignal; hide: Hide },
): Promise<{ reply: Buffer; trailer: Metadata | undefined }> {
  call.signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    let reply: Buffer | undefined;
    const asIs = (bytes: Buffer) => bytes;
    const running = client.makeUnaryRequest(
      call.path,
      asIs,
      asIs,
      call.request,
      call.metadata,
      {},
      (error, value) => {
        call.signal.removeEventListener('abort', onAbort);
        if (error) reject(hidden(error, call.hide));
        else reply = value && call.hide(value);
      },
    );
    const onAbort = () => running.cancel();
    call.signal.addEventListener('abort', onAbort, { once: true });
    // The status comes with the trailer, after the callback.
    running.on('status', ({ metadata }) => {
      if (reply) resolve({ reply, trailer: metadata });
    });
  });
}
