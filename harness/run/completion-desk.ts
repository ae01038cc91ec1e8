import { HermesError } from '../errors.ts';
import type { ChatClient, ChatMessage, ChatReply, ChatRequest, Role, Sampling } from '../contract/chat.ts';
import type { Json } from '../contract/json.ts';
import type { Trail } from './trail.ts';

/** One open question to an agent: completions asked under its span id belong to this step of this sample. */
interface OpenAsk {
  trail: Trail;
  role: Role;
  step: string;
  /** Number of the role's completions in this sample before this question. */
  firstTurn: number;
  /** Completions already in the transcript, by their index within the question. */
  done: Map<number, { position: number }>;
}

/** A completion as an agent asks for it: the span id of the act it answers, and the messages. */
export interface CompletionOrder {
  spanId: string;
  /** How many completions the agent asked for before this one while answering the same act. */
  index: number;
  messages: ChatMessage[];
  jsonSchema?: Json;
  signal?: AbortSignal;
}

/**
 * Where agents ask the run host for completions. It adds what agents may not choose (seed, sampling), sends the request to the pool, and
 * writes the exchange into the trail of the sample it belongs to.
 */
export class CompletionDesk {
  readonly #chat: ChatClient;
  readonly #sampling: Sampling;
  readonly #open = new Map<string, OpenAsk>();

  constructor(chat: ChatClient, sampling: Sampling) {
    this.#chat = chat;
    this.#sampling = sampling;
  }

  /** Completions under this span id belong to the given step until the returned function is called. */
  open(spanId: string, ask: { trail: Trail; role: Role; step: string }): () => void {
    const firstTurn = ask.trail.transcript.filter(
      (event) => event.type === 'completion' && event.role === ask.role,
    ).length;
    this.#open.set(spanId, { ...ask, firstTurn, done: new Map() });
    return () => this.#open.delete(spanId);
  }

  /** Throws HERMES_RUN_PROTOCOL when no question with that span id is open. */
  async complete(order: CompletionOrder): Promise<ChatReply> {
    const ask = this.#open.get(order.spanId);
    if (ask === undefined) throw unknownSpan(order.spanId);
    const { trail, role } = ask;
    const request = {
      messages: order.messages,
      sampling: this.#sampling,
      seed: trail.seedFor(role, ask.firstTurn + order.index),
      ...(order.jsonSchema === undefined ? {} : { jsonSchema: order.jsonSchema }),
    };
    const { reply, observation } = await this.#chat.complete(request, {
      traceId: order.spanId,
      ...(order.signal === undefined ? {} : { signal: order.signal }),
    });
    this.#record(ask, order, { ...request, reply });
    trail.observation.completions.push({ ...observation, role, ...reply.tokens });
    return reply;
  }

  // An agent that was restarted asks again: its completion takes the place of the first, which it equals.
  #record(ask: OpenAsk, order: CompletionOrder, exchange: ChatRequest & { reply: ChatReply }): void {
    const { messages, sampling, seed, reply } = exchange;
    const { role, step, trail } = ask;
    const grammar = order.jsonSchema !== undefined;
    const event = { type: 'completion' as const, role, step, messages, sampling, seed, grammar, reply };
    const position = ask.done.get(order.index)?.position ?? trail.transcript.length;
    ask.done.set(order.index, { position });
    trail.transcript[position] = event;
  }
}

function unknownSpan(spanId: string): HermesError {
  return new HermesError('HERMES_RUN_PROTOCOL', {
    message: `a completion was asked for span ${spanId}, which is not open.`,
    fix: 'agents may ask only while they answer an act, with that act’s span id.',
  });
}
