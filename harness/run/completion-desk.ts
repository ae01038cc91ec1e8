import { HermesError } from '../contract/errors.ts';
import type { ChatClient, ChatOptions, ChatReply, ChatRequest, Role, Sampling } from '../contract/chat.ts';
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

/**
 * Where agents ask the run host for completions. It adds what agents may not choose (seed, sampling), sends the request to the pool, and
 * writes the exchange into the trail of the sample it belongs to.
 */
export class CompletionDesk implements ChatClient {
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

  /**
   * Answers a completion that an agent asks while it works on an act; `traceId` is `completionTrace(span id, index)`. Throws HERMES_RUN_PROTOCOL
   * when no question with that span id is open.
   */
  async complete(order: ChatRequest, options: ChatOptions = {}): ReturnType<ChatClient['complete']> {
    const [spanId = '', index = '0'] = (options.traceId ?? '').split('/');
    const ask = this.#open.get(spanId);
    if (ask === undefined) throw unknownSpan(spanId);
    const seed = ask.trail.seedFor(ask.role, ask.firstTurn + Number(index));
    const request = { ...order, sampling: this.#sampling, seed };
    const { reply, observation } = await this.#chat.complete(request, { ...options, traceId: spanId });
    this.#record(ask, Number(index), { ...request, reply });
    ask.trail.observation.completions.push({ ...observation, role: ask.role, ...reply.tokens });
    return { reply, observation };
  }

  // An agent that was restarted asks again: its completion takes the place of the first, which it equals.
  #record(ask: OpenAsk, index: number, exchange: ChatRequest & { reply: ChatReply }): void {
    const { messages, sampling, seed, reply, jsonSchema } = exchange;
    const { role, step, trail } = ask;
    const grammar = jsonSchema !== undefined;
    const event = { type: 'completion' as const, role, step, messages, sampling, seed, grammar, reply };
    const position = ask.done.get(index)?.position ?? trail.transcript.length;
    ask.done.set(index, { position });
    trail.transcript[position] = event;
  }
}

function unknownSpan(spanId: string): HermesError {
  return new HermesError('HERMES_RUN_PROTOCOL', {
    message: `a completion was asked for span ${spanId}, which is not open.`,
    fix: 'agents may ask only while they answer an act, with that act’s span id.',
  });
}
