import { LlamaGrammarEvaluationState, type LlamaContextSequence, type Token } from 'node-llama-cpp';
import type { ChatReply, ChatRequest } from '../../contract/chat.ts';
import { HermesError, textOf } from '../../contract/errors.ts';
import { toGrammarSchema } from './grammar-schema.ts';
import type { Answered } from '../worker-protocol.ts';
import type { Engine } from './load-engine.ts';
import type { Prompt } from './render-prompt.ts';
import { createTextDecoder } from './text-decoder.ts';

interface AnswerOptions {
  signal?: AbortSignal | undefined;
  onText?: ((text: string) => void) | undefined;
}

/**
 * Answers one request on an idle sequence. Stops at the model's end of turn (`stop`), at maxTokens (`length`) or when the context is
 * full (`context-overflow`; nothing is ever shifted out). In profile `repeatable` the history is cleared first.
 * Throws HERMES_POOL_TEMPLATE or HERMES_POOL_GRAMMAR.
 */
export async function answer(
  engine: Engine,
  request: ChatRequest,
  options: AnswerOptions,
): Promise<Answered | 'cancelled'> {
  const prompt = engine.renderPrompt(request.messages);
  const grammar = await grammarFor(engine, request);
  const sequence = takeSequence(engine, prompt.tokens);
  try {
    return await decode({ engine, request, prompt, grammar, sequence, options });
  } finally {
    engine.idle.push(sequence);
  }
}

interface Work {
  engine: Engine;
  request: ChatRequest;
  prompt: Prompt;
  grammar: LlamaGrammarEvaluationState | undefined;
  sequence: LlamaContextSequence;
  options: AnswerOptions;
}

async function decode(work: Work): Promise<Answered | 'cancelled'> {
  const { engine, request, prompt, sequence, options } = work;
  const started = performance.now();
  const room = Math.min(engine.settings.contextSize, sequence.contextSize) - 1;
  const isJson = work.grammar !== undefined;
  const text = createTextDecoder(engine.model, { onText: options.onText, trimEnd: isJson });
  let firstTokenMs = 0;
  const finish = (finishReason: ChatReply['finishReason'], prefill: number): Answered => ({
    reply: { text: text.end(), finishReason, tokens: { prefill, decode: text.count() } },
    firstTokenMs,
    wallMs: performance.now() - started,
  });
  if (prompt.tokens.length > room) return finish('context-overflow', 0);
  const fresh = await prepare(work);
  for await (const token of sequence.evaluate(fresh, evaluateOptions(work))) {
    if (firstTokenMs === 0) firstTokenMs = performance.now() - started;
    if (options.signal?.aborted) return 'cancelled';
    if (prompt.stopTokens.has(token)) return finish('stop', prompt.tokens.length);
    if (isCompleteJson(text.push(token), isJson)) return finish('stop', prompt.tokens.length);
    if (text.count() >= request.sampling.maxTokens) return finish('length', prompt.tokens.length);
    if (prompt.tokens.length + text.count() > room) return finish('context-overflow', prompt.tokens.length);
  }
  return finish('stop', prompt.tokens.length);
}

/**
 * Whether a grammar-constrained text is a whole JSON document; the grammar itself would go on with line breaks. A number is whole only
 * when something follows it.
 */
function isCompleteJson(text: string, isJson: boolean): boolean {
  if (!isJson || !/[}\]"\n]$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
  return grammar === undefined ? options : { ...options, grammarEvaluationState: grammar };
}

/** The idle sequence that shares the longest prefix with the prompt; which one it is matters in profile `fast` only. */
function takeSequence(engine: Engine, tokens: Token[]): LlamaContextSequence {
  const shared = engine.idle.map((sequence) => sequence.compareContextTokens(tokens).firstDifferentIndex);
  const [sequence] = engine.idle.splice(shared.indexOf(Math.max(...shared)), 1);
  if (sequence === undefined) throw new Error('asked for more answers at once than there are sequences');
  return sequence;
}

async function grammarFor(
  engine: Engine,
  request: ChatRequest,
): Promise<LlamaGrammarEvaluationState | undefined> {
  if (request.jsonSchema === undefined) return undefined;
  const schema = toGrammarSchema(request.jsonSchema) as Parameters<
    typeof engine.llama.createGrammarForJsonSchema
  >[0];
  try {
    const grammar = await engine.llama.createGrammarForJsonSchema(schema);
    return new LlamaGrammarEvaluationState({ model: engine.model, grammar });
  } catch (error) {
    throw new HermesError('HERMES_POOL_GRAMMAR', {
      message: `the JSON schema cannot be made a grammar: ${textOf(error)}`,
      fix: 'use objects, arrays, strings, numbers, booleans, enums and unions only, or ask without a schema.',
      cause: error,
    });
  }
}
