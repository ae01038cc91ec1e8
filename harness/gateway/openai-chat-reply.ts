import { randomUUID } from 'node:crypto';
import type { ChatReply } from '../contract/chat.ts';
import { DialectError } from './dialect-error.ts';
import type { AskedCompletion } from './openai-chat-request.ts';

// Shapes after OpenAI's published API reference: the chat completion object, and its chunks.

/** The answer to a request that is not streamed. Throws a DialectError when the prompt did not fit. */
export function chatCompletion(asked: AskedCompletion, replies: ChatReply[]): object {
  for (const reply of replies) refuseOverflow(reply);
  return {
    ...head(asked, 'chat.completion'),
    choices: replies.map((reply, index) => ({
      index,
      message: {
        role: 'assistant',
        content: reply.text === '' && reply.toolCalls !== undefined ? null : reply.text,
        refusal: null,
        tool_calls: callsOf(asked, reply),
      },
      logprobs: logprobsOf(reply),
      finish_reason: finishReason(reply),
    })),
    usage: usageOf(replies),
  };
}

/** The chunks of a streamed answer. */
export class ChatCompletionStream {
  readonly #asked: AskedCompletion;
  readonly #head: object;
  readonly #replies: ChatReply[] = [];

  constructor(asked: AskedCompletion) {
    this.#asked = asked;
    this.#head = head(asked, 'chat.completion.chunk');
  }

  opening(index: number): object {
    return this.#chunk(index, { role: 'assistant', content: '' });
  }

  text(index: number, content: string): object {
    return this.#chunk(index, { content });
  }

  /** Tool calls whole, log-probabilities of the whole text, then the reason of the end. Throws a DialectError when the prompt did not fit. */
  ending(index: number, reply: ChatReply): object[] {
    refuseOverflow(reply);
    this.#replies.push(reply);
    const calls = callsOf(this.#asked, reply)?.map((call, position) => ({ index: position, ...call }));
    return [
      ...(calls === undefined ? [] : [this.#chunk(index, { tool_calls: calls })]),
      this.#chunk(index, {}, { finish_reason: finishReason(reply), logprobs: logprobsOf(reply) }),
    ];
  }

  usage(): object[] {
    if (!this.#asked.includeUsage) return [];
    return [{ ...this.#head, choices: [], usage: usageOf(this.#replies) }];
  }

  #chunk(index: number, delta: object, end: object = {}): object {
    const choice = { index, delta, logprobs: null, finish_reason: null, ...end };
    return { ...this.#head, choices: [choice] };
  }
}

function head({ model }: AskedCompletion, object: string): object {
  const created = Math.floor(Date.now() / 1_000);
  return { id: `chatcmpl-${randomUUID()}`, object, created, model, system_fingerprint: null };
}

function refuseOverflow({ finishReason: reason, tokens }: ChatReply): void {
  if (reason !== 'context-overflow' || tokens.prefill > 0) return;
  throw new DialectError(400, 'the messages are longer than the context of the model', {
    param: 'messages',
    code: 'context_length_exceeded',
  });
}

function callsOf({ oneCall }: AskedCompletion, { toolCalls }: ChatReply) {
  return toolCalls?.slice(0, oneCall ? 1 : undefined).map(({ id, name, arguments: given }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: given },
  }));
}

function finishReason({ finishReason: reason }: ChatReply): string {
  if (reason === 'context-overflow') return 'length';
  return reason === 'tool-calls' ? 'tool_calls' : reason;
}

function logprobsOf({ logprobs }: ChatReply): object | null {
  if (logprobs === undefined) return null;
  const bytes = (token: string) => [...Buffer.from(token)];
  return {
    content: logprobs.map(({ token, logprob, top }) => ({
      token,
      logprob,
      bytes: bytes(token),
      top_logprobs: top.map((rival) => ({ ...rival, bytes: bytes(rival.token) })),
    })),
    refusal: null,
  };
}

function usageOf(replies: ChatReply[]): object {
  const prompt = replies[0]?.tokens.prefill ?? 0;
  const completion = replies.reduce((sum, { tokens }) => sum + tokens.decode, 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}
