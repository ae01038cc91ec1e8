import { z } from 'zod';
import { Json } from './json.ts';

export const Role = z.enum(['planner', 'coder', 'tester']);
export type Role = z.infer<typeof Role>;

/** Names that every dialect of tool calls can carry. */
const ToolName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, 'a tool is named by letters, digits, _ . and -');

/** A call of a tool, as a model wrote it. */
export const ToolCall = z.strictObject({
  /** Names the call within its conversation. */
  id: z.string().min(1),
  name: z.string().min(1),
  /** The text of the arguments: mostly a JSON object, but what a model writes is data. */
  arguments: z.string(),
});
export type ToolCall = z.infer<typeof ToolCall>;

export const ChatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'user']), content: z.string() }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.string(),
    toolCalls: z.array(ToolCall).min(1).optional(),
  }),
  /** What a tool answered to the call of this id. */
  z.strictObject({ role: z.literal('tool'), content: z.string(), toolCallId: z.string().min(1) }),
]);
export type ChatMessage = z.infer<typeof ChatMessage>;

/** A tool that a model may call; `parameters` is the JSON Schema of an object. */
export const Tool = z.strictObject({
  name: ToolName,
  description: z.string().optional(),
  parameters: z.record(z.string(), Json),
});
export type Tool = z.infer<typeof Tool>;

/** Whether a tool is called: as the model likes, never, at least one, or this one. */
export const ToolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.strictObject({ name: z.string() }),
]);
export type ToolChoice = z.infer<typeof ToolChoice>;

/** What the text of an answer must be: anything, a JSON object, or JSON of a schema. Enforced by grammar. */
export const ResponseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json-object') }),
  z.strictObject({ type: z.literal('json-schema'), schema: Json }),
]);
export type ResponseFormat = z.infer<typeof ResponseFormat>;

/** All of it explicit: nothing is left to a library's default. */
export const Sampling = z.strictObject({
  temperature: z.number().min(0).max(2).default(0),
  topK: z.number().int().nonnegative().default(40),
  topP: z.number().gt(0).max(1).default(0.95),
  minP: z.number().min(0).max(1).default(0),
  maxTokens: z.number().int().positive().default(256),
});
export type Sampling = z.infer<typeof Sampling>;

const RequestFields = z.strictObject({
  messages: z.array(ChatMessage).min(1),
  sampling: Sampling,
  /** 31 bits: llama.cpp treats 2^32-1 as "random". */
  seed: z.number().int().min(0).max(0x7fffffff),
  tools: z.array(Tool).min(1).max(128).optional(),
  /** Default `auto`, where there are tools. */
  toolChoice: ToolChoice.optional(),
  /** Texts before which an answer ends. */
  stop: z.array(z.string().min(1)).min(1).max(16).optional(),
  /** Default `text`. */
  responseFormat: ResponseFormat.optional(),
  /** Asks for the log-probability of each token, and of so many of its most probable rivals. */
  topLogprobs: z.number().int().min(0).max(20).optional(),
});

/** One completion asked of a model. Equal requests give equal replies in profile `repeatable`. */
export const ChatRequest = RequestFields.superRefine(({ tools = [], toolChoice }, context) => {
  const names = tools.map(({ name }) => name);
  const refuse = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (new Set(names).size < names.length) refuse('tools', 'two tools have the same name');
  if (toolChoice === 'required' && tools.length === 0)
    refuse('toolChoice', 'a tool is required and none is given');
  if (typeof toolChoice === 'object' && !names.includes(toolChoice.name)) {
    refuse('toolChoice', `no tool is named ${JSON.stringify(toolChoice.name)}`);
  }
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** The log-probability of a token, base e; `-Infinity` is written as -9999, as OpenAI's API does. */
export const TokenLogprob = z.strictObject({ token: z.string(), logprob: z.number() });
export type TokenLogprob = z.infer<typeof TokenLogprob>;

/** The deterministic part of a reply; goes into transcripts. */
export const ChatReply = z.strictObject({
  /** What the model wrote beside its tool calls. */
  text: z.string(),
  toolCalls: z.array(ToolCall).min(1).optional(),
  finishReason: z.enum(['stop', 'length', 'context-overflow', 'tool-calls']),
  tokens: z.strictObject({ prefill: z.number().int().nonnegative(), decode: z.number().int().nonnegative() }),
  /** One entry a decoded token, when they were asked for. */
  logprobs: z.array(TokenLogprob.extend({ top: z.array(TokenLogprob) })).optional(),
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
export const ChatOrder = RequestFields.omit({ sampling: true, seed: true }).extend({
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
