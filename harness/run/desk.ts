import { HermesError } from '../contract/errors.ts';
import type {
  ChatClient,
  ChatDesk,
  ChatOrder,
  ChatReply,
  ChatRequest,
  Role,
  Sampling,
} from '../contract/chat.ts';
import { wellFormed } from '../contract/well-formed.ts';
import type { Trail } from './trail.ts';

/** One open question to an agent: completions asked under its span id belong to this step of this sample. */
interface OpenQuestion {
  trail: Trail;
  role: Role;
  step: string;
  /** Number of the role's completions in this sample before this question. */
  firstTurn: number;
  /** Completions already in the transcript, by their index within the question. */
  done: Map<number, { position: number }>;
  /** Completions that the agent waits for now. */
  pending: number;
}

/** A question under which completions may be asked until it is closed. */
export interface OpenedQuestion extends Disposable {
  /** Whether the agent waits for a completion: for a free model worker, or for its answer. */
  isWaiting(): boolean;
}

/**
 * Where agents ask the run host for completions. It adds what agents may not choose (seed, sampling), sends the request to the pool, and
 * writes the exchange into the trail of the sample it belongs to.
 */
export class CompletionDesk {
  readonly #chat: ChatClient;
  readonly #sampling: Sampling;
  readonly #open = new Map<string, OpenQuestion>();

  constructor(chat: ChatClient, sampling: Sampling) {
    this.#chat = chat;
    this.#sampling = sampling;
  }

  /** Completions under this span id belong to the given step until the question is disposed of. */
  open(spanId: string, question: { trail: Trail; role: Role; step: string }): OpenedQuestion {
    const firstTurn = question.trail.transcript.filter(
      (event) => event.type === 'completion' && event.role === question.role,
    ).length;
    const opened: OpenQuestion = { ...question, firstTurn, done: new Map(), pending: 0 };
    this.#open.set(spanId, opened);
    return {
      isWaiting: () => opened.pending > 0,
      [Symbol.dispose]: () => void this.#open.delete(spanId),
    };
  }

  /** The desk as the agent of one role sees it: HERMES_RUN_PROTOCOL for every span but those that are open for this role. */
  of(role: Role): ChatDesk {
    return {
      complete: async (order, { signal } = {}) => {
        const { span, index } = order.trace;
        const question = this.#open.get(span);
        if (question?.role !== role) throw notOpen(span, role);
        question.pending += 1;
        try {
          return await this.#complete(question, order, { index, signal });
        } finally {
          question.pending -= 1;
        }
      },
    };
  }

  async #complete(
    question: OpenQuestion,
    { trace, ...order }: ChatOrder,
    { index, signal }: { index: number; signal: AbortSignal | undefined },
  ): Promise<ChatReply> {
    const { trail, role, firstTurn } = question;
    const seed = trail.seedFor(role, firstTurn + index);
    const messages = wellFormed(order.messages).value;
    const request = { ...order, messages, sampling: this.#sampling, seed };
    const { reply, observation } = await this.#chat.complete(request, { signal, traceId: trace.span });
    record(question, index, { ...request, reply });
    trail.observation.completions.push({ ...observation, role, ...reply.tokens });
    return reply;
  }
}

// An agent that was restarted asks again: its completion takes the place of the first, which it equals.
function record(question: OpenQuestion, index: number, exchange: ChatRequest & { reply: ChatReply }): void {
  const { responseFormat, ...asked } = exchange;
  const { role, step, trail } = question;
  const grammar = responseFormat !== undefined && responseFormat.type !== 'text';
  const event = { type: 'completion' as const, role, step, ...asked, grammar };
  const position = question.done.get(index)?.position ?? trail.transcript.length;
  question.done.set(index, { position });
  trail.transcript[position] = event;
}

function notOpen(span: string, role: Role): HermesError {
  return new HermesError('HERMES_RUN_PROTOCOL', {
    message: `the ${role} asked for a completion under span ${span}, which is not open for it.`,
    value: span,
    fix: 'an agent may ask only while it answers an act, with that act’s span id.',
  });
}
