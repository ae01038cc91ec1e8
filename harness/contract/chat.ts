import { z } from 'zod';
import { Json } from './json.ts';

export const Role = z.enum(['planner', 'coder', 'tester']);
export type Role = z.infer<typeof Role>;

export const ChatMessage = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** All of it explicit: nothing is left to a library's default. */
export const Sampling = z.strictObject({
  temperature: z.number().min(0).max(2).default(0),
  topK: z.number().int().nonnegative().default(40),
  topP: z.number().gt(0).max(1).default(0.95),
  minP: z.number().min(0).max(1).default(0),
  maxTokens: z.number().int().positive().default(256),
});
export type Sampling = z.infer<typeof Sampling>;

/** One completion asked of a model. Equal requests give equal replies in profile `repeatable`. */
export const ChatRequest = z.strictObject({
  messages: z.array(ChatMessage).min(1),
  sampling: Sampling,
  /** 31 bits: llama.cpp treats 2^32-1 as "random". */
  seed: z.number().int().min(0).max(0x7fffffff),
  /** JSON Schema that constrains the output by grammar, when given. */
  jsonSchema: Json.optional(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** The deterministic part of a reply; goes into transcripts. */
export const ChatReply = z.strictObject({
  text: z.string(),
  finishReason: z.enum(['stop', 'length', 'context-overflow']),
  tokens: z.strictObject({ prefill: z.number().int().nonnegative(), decode: z.number().int().nonnegative() }),
});
export type ChatReply = z.infer<typeof ChatReply>;

/** What varies from run to run; goes into observations only. */
export const ChatObservation = z.strictObject({
  worker: z.number().int().nonnegative(),
  queueMs: z.number().nonnegative(),
  firstTokenMs: z.number().nonnegative(),
  wallMs: z.number().nonnegative(),
  /** How often the request was tried again on another worker. */
  retries: z.number().int().nonnegative(),
});
export type ChatObservation = z.infer<typeof ChatObservation>;

export interface ChatOptions {
  signal?: AbortSignal | undefined;
  /** Called with each piece of text as it is decoded. */
  onText?: ((text: string) => void) | undefined;
  /** Trace id for logs; never recorded deterministically. */
  traceId?: string | undefined;
}

/** What an agent asks to be completed. Seed and sampling are not its to choose. */
export const ChatOrder = ChatRequest.omit({ sampling: true, seed: true }).extend({
  /** Which act it is answering, and how many completions it has asked for under it before. */
  trace: z.strictObject({ span: z.string(), index: z.number().int().nonnegative() }),
});
export type ChatOrder = z.infer<typeof ChatOrder>;

/** What agents call: whoever is behind it chooses seed and sampling. */
export interface ChatDesk {
  complete(order: ChatOrder, options?: { signal?: AbortSignal | undefined }): Promise<ChatReply>;
}

/** What completes. Implemented by the pool, later by replay and remote backends. */
export interface ChatClient {
  /** Rejects with HermesError (HERMES_POOL_*) when the harness could not answer, with the signal's reason when aborted. */
  complete(
    request: ChatRequest,
    options?: ChatOptions,
  ): Promise<{ reply: ChatReply; observation: ChatObservation }>;
}
