import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { ChatReply, ChatRequest, TokenLogprob, Tool } from '../../contract/chat.ts';
import type { Answered } from '../worker-protocol.ts';
import { type AnswerGrammar, answerGrammar } from './answer-grammar.ts';
import { createAnswerText } from './answer-text.ts';
import type { Engine } from './load-engine.ts';
import type { Prompt } from './render-prompt.ts';
import { createTextDecoder } from './text-decoder.ts';
import { parsedJson } from '../../contract/json.ts';

interface AnswerOptions {
  signal?: AbortSignal | undefined;
  onText?: ((text: string) => void) | undefined;
}

/**
 * Answers one request on an idle sequence. Stops at the model's end of turn or a stop text (`stop`, `tool-calls` when it called tools), at maxTokens
 * (`length`) or when the context is full (`context-overflow`; nothing is ever shifted out). In profile `repeatable` the history is cleared first.
 * Throws HERMES_POOL_TEMPLATE, HERMES_POOL_TOOLS or HERMES_POOL_GRAMMAR.
 */
export async function answer(
  engine: Engine,
  request: ChatRequest,
  options: AnswerOptions,
): Promise<Answered | 'cancelled'> {
  const tools = offeredTools(request);
  const prompt = engine.prompts.render(request.messages, tools);
  const grammar = await answerGrammar(engine, request, { tools, style: engine.prompts.toolStyle });
  const sequence = takeSequence(engine, prompt.tokens);
  try {
    return await decode({ engine, request, tools, prompt, grammar, sequence, options });
  } finally {
    engine.idle.push(sequence);
  }
}

interface Work {
  engine: Engine;
  request: ChatRequest;
  /** What the model may call. */
  tools: Tool[];
  prompt: Prompt;
  grammar: AnswerGrammar | undefined;
  sequence: LlamaContextSequence;
  options: AnswerOptions;
}

function offeredTools({ tools = [], toolChoice }: ChatRequest): Tool[] {
  return toolChoice === 'none' ? [] : tools;
}

async function decode(work: Work): Promise<Answered | 'cancelled'> {
  const { engine, request, prompt, sequence, options } = work;
  const started = performance.now();
  const room = Math.min(engine.settings.contextSize, sequence.contextSize) - 1;
  const growing = growingAnswer(work);
  let firstTokenMs = 0;
  const finish = (reason: FinishReason, prefill = prompt.tokens.length): Answered => ({
    reply: growing.reply(reason, prefill),
    firstTokenMs,
    wallMs: performance.now() - started,
  });
  if (prompt.tokens.length > room) return finish('context-overflow', 0);
  const fresh = await prepare(work);
  for await (const { token, logprobs } of evaluated(work, fresh)) {
    if (firstTokenMs === 0) firstTokenMs = performance.now() - started;
    if (options.signal?.aborted) return 'cancelled';
    if (prompt.stopTokens.has(token) || growing.push(token, logprobs)) return finish('stop');
    if (growing.count() >= request.sampling.maxTokens) return finish('length');
    if (prompt.tokens.length + growing.count() > room) return finish('context-overflow');
  }
  return finish('stop');
}

type FinishReason = ChatReply['finishReason'];
type Logprobs = NonNullable<ChatReply['logprobs']>[number];

/** The reply as it grows; `push` tells whether it ends with this token. */
function growingAnswer(work: Work) {
  const { engine, request, tools, grammar, options } = work;
  const isJson = grammar?.isJson ?? false;
  const decoder = createTextDecoder(engine.model, { special: tools.length > 0 });
  const answerText = createAnswerText(rulesOf(work), options.onText);
  const given: Logprobs[] = [];
  return {
    count: () => decoder.count(),
    push(token: Token, logprobs: Logprobs | undefined): boolean {
      if (logprobs !== undefined) given.push(logprobs);
      const whole = decoder.push(token);
      return answerText.push(whole) || isCompleteJson(whole, isJson);
    },
    reply(reason: FinishReason, prefill: number): ChatReply {
      answerText.push(decoder.end());
      const { text, toolCalls } = answerText.end();
      const hasCalls = toolCalls.length > 0;
      return {
        text,
        finishReason: hasCalls && reason === 'stop' ? 'tool-calls' : reason,
        tokens: { prefill, decode: decoder.count() },
        toolCalls: hasCalls ? toolCalls : undefined,
        logprobs: request.topLogprobs === undefined ? undefined : given,
      };
    },
  };
}

function rulesOf({ engine, request, tools, grammar }: Work) {
  return {
    stop: request.stop ?? [],
    toolStyle: tools.length > 0 ? engine.prompts.toolStyle : undefined,
    trimEnd: grammar?.isJson ?? false,
    callsBefore: request.messages.reduce(
      (sum, message) => sum + (message.role === 'assistant' ? (message.toolCalls?.length ?? 0) : 0),
      0,
    ),
  };
}

/** The tokens of an answer, with their log-probabilities where they were asked for. */
async function* evaluated(
  work: Work,
  tokens: Token[],
): AsyncGenerator<{ token: Token; logprobs?: Logprobs | undefined }> {
  const { engine, request, sequence } = work;
  if (request.topLogprobs === undefined) {
    for await (const token of sequence.evaluate(tokens, evaluateOptions(work))) yield { token };
    return;
  }
  const named = (token: Token, probability: number): TokenLogprob => ({
    token: engine.model.detokenize([token], true),
    logprob: probability > 0 ? Math.log(probability) : -9999,
  });
  const metadata = { probabilities: true } as const;
  for await (const one of sequence.evaluateWithMetadata(tokens, metadata, evaluateOptions(work))) {
    const rivals = [...one.probabilities].slice(0, request.topLogprobs);
    const own = named(one.token, one.probabilities.get(one.token) ?? 0);
    yield { token: one.token, logprobs: { ...own, top: rivals.map(([token, p]) => named(token, p)) } };
  }
}

/** Whether a grammar-constrained text is a whole JSON document: the answer ends with it, also where it fills its last token. A number ends with the model's turn. */
function isCompleteJson(text: string, isJson: boolean): boolean {
  return isJson && /[}\]"\n]$/.test(text) && parsedJson(text) !== undefined;
}

/** Brings the sequence into its starting state and returns the tokens that are left to evaluate. */
async function prepare({ engine, prompt, sequence }: Work): Promise<Token[]> {
  if (engine.settings.profile === 'repeatable') {
    await sequence.clearHistory();
    return prompt.tokens;
  }
  // The last token is always evaluated anew: it gives the logits of the first one to sample.
  await sequence.adaptStateToTokens(prompt.tokens.slice(0, -1), false);
  return prompt.tokens.slice(sequence.nextTokenIndex);
}

function evaluateOptions({ request, grammar }: Work) {
  const { temperature, topK, topP, minP } = request.sampling;
  const options = { temperature, topK, topP, minP, seed: request.seed };
  return grammar === undefined ? options : { ...options, grammarEvaluationState: grammar.state };
}

/** The idle sequence that shares the longest prefix with the prompt; which one it is matters in profile `fast` only. */
function takeSequence(engine: Engine, tokens: Token[]): LlamaContextSequence {
  const shared = engine.idle.map((sequence) => sequence.compareContextTokens(tokens).firstDifferentIndex);
  const [sequence] = engine.idle.splice(shared.indexOf(Math.max(...shared)), 1);
  if (sequence === undefined) throw new Error('asked for more answers at once than there are sequences');
  return sequence;
}
