import { z } from 'zod';
import {
  type ChatMessage,
  ChatRequest,
  type ResponseFormat,
  type Sampling,
  type Tool,
  type ToolChoice,
} from '../contract/chat.ts';
import { Json } from '../contract/json.ts';
import { wellFormed } from '../contract/well-formed.ts';
import { DialectError } from './dialect-error.ts';

// Shapes after OpenAI's published API reference (`POST /v1/chat/completions`). Objects are loose: what agents send and cannot matter is let pass.

const Part = z.looseObject({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() });
const Content = z.union([z.string(), z.array(Part)]).nullish();
const FunctionCall = z.looseObject({ name: z.string(), arguments: z.string() });
const Message = z.discriminatedUnion('role', [
  z.looseObject({ role: z.enum(['system', 'developer', 'user']), content: Content }),
  z.looseObject({
    role: z.literal('assistant'),
    content: Content,
    tool_calls: z.array(z.looseObject({ id: z.string(), function: FunctionCall })).nullish(),
  }),
  z.looseObject({ role: z.literal('tool'), content: Content, tool_call_id: z.string() }),
]);
const FunctionTool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.record(z.string(), Json).nullish(),
  }),
});
const Choice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
]);
const Format = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({ type: z.literal('json_schema'), json_schema: z.looseObject({ schema: Json }) }),
]);
const Body = z.looseObject({
  messages: z.array(Message).min(1),
  model: z.string().optional(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z.array(z.union([FunctionTool, z.looseObject({ type: z.string() })])).nullish(),
  tool_choice: Choice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: Format.nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  seed: z.number().int().nullish(),
  n: z.number().int().min(1).max(16).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.number().int().nonnegative().nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
});
type Body = z.infer<typeof Body>;

/** Keys that would change the answer, and the values of them that would not. */
const unsupported: Record<string, (value: unknown) => boolean> = {
  frequency_penalty: (value) => value === 0,
  presence_penalty: (value) => value === 0,
  logit_bias: (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  functions: () => false,
  function_call: (value) => value === 'none',
  audio: () => false,
  modalities: (value) => JSON.stringify(value) === '["text"]',
  prediction: () => false,
  web_search_options: () => false,
};

/** What a request asks for: one completion a choice. */
export interface AskedCompletion {
  model: string;
  requests: ChatRequest[];
  stream: boolean;
  includeUsage: boolean;
  /** Only the first of an answer's tool calls is wanted. */
  oneCall: boolean;
}

interface Defaults {
  model: string;
  contextSize: number;
  sampling: Sampling;
  seed: number;
}

/** Reads the body of a request. Throws a DialectError of status 400 that names the parameter. */
export function readChatCompletion(value: Json, defaults: Defaults): AskedCompletion {
  const body = checked(Body, wellFormed(value).value);
  refuseUnsupported(body);
  const seed = body.seed ?? defaults.seed;
  const shared = {
    messages: body.messages.map((message, index) => messageOf(message, `messages[${index}]`)),
    sampling: samplingOf(body, defaults),
    ...toolsOf(body),
    stop: body.stop == null || body.stop.length === 0 ? undefined : [body.stop].flat(),
    responseFormat: formatOf(body),
    topLogprobs: body.logprobs === true ? (body.top_logprobs ?? 0) : undefined,
  };
  const first = checked(ChatRequest, { ...shared, seed: seedOf(seed) });
  const requests = Array.from({ length: body.n ?? 1 }, (_, index) => ({
    ...first,
    seed: seedOf(seed + index),
  }));
  return {
    model: body.model ?? defaults.model,
    requests,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    oneCall: body.parallel_tool_calls === false,
  };
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = issue?.path.map(String).join('.');
  throw new DialectError(400, `${param ?? 'the body'}: ${issue?.message ?? 'not as documented'}`, { param });
}

function refuseUnsupported(body: Body): void {
  for (const [key, isHarmless] of Object.entries(unsupported)) {
    const value = body[key];
    if (value === undefined || value === null || isHarmless(value)) continue;
    throw new DialectError(400, `${key} is not supported here, and would change the answer`, {
      param: key,
      code: 'unsupported_parameter',
    });
  }
}

function messageOf(message: z.infer<typeof Message>, place: string): ChatMessage {
  const content = textOf(message.content, place);
  switch (message.role) {
    case 'tool':
      return { role: 'tool', content, toolCallId: message.tool_call_id };
    case 'assistant': {
      const calls = message.tool_calls ?? [];
      const toolCalls = calls.map(({ id, function: { name, arguments: given } }) => ({
        id,
        name,
        arguments: given,
      }));
      return { role: 'assistant', content, toolCalls: toolCalls.length === 0 ? undefined : toolCalls };
    }
    case 'user':
      return { role: 'user', content };
    case 'system':
    case 'developer':
      return { role: 'system', content };
  }
}

function textOf(content: z.infer<typeof Content>, place: string): string {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content;
  return content
    .map((part) => {
      const text = part.text ?? part.refusal;
      if (text !== undefined) return text;
      throw new DialectError(400, `a part of type ${part.type} is not supported: the model reads text`, {
        param: `${place}.content`,
      });
    })
    .join('\n');
}

function samplingOf(body: Body, { sampling, contextSize }: Defaults): Sampling {
  return {
    temperature: body.temperature ?? sampling.temperature,
    topK: body.top_k ?? sampling.topK,
    topP: body.top_p ?? sampling.topP,
    minP: body.min_p ?? sampling.minP,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? contextSize,
  };
}

/** Kinds of tools that only a hosted service has are let pass, as agents send them beside functions. */
function toolsOf(body: Body): { tools?: Tool[] | undefined; toolChoice?: ToolChoice | undefined } {
  const tools = (body.tools ?? []).flatMap((tool) => {
    const read = FunctionTool.safeParse(tool);
    if (!read.success) return [];
    const { name, description, parameters } = read.data.function;
    return [{ name, description: description ?? undefined, parameters: parameters ?? { type: 'object' } }];
  });
  const choice = body.tool_choice ?? undefined;
  return {
    tools: tools.length === 0 ? undefined : tools,
    toolChoice: typeof choice === 'object' ? { name: choice.function.name } : choice,
  };
}

function formatOf({ response_format: format }: Body): ResponseFormat | undefined {
  if (format == null || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json-object' };
  return { type: 'json-schema', schema: format.json_schema.schema };
}

/** Any whole number as a seed of 31 bits; equal numbers give equal seeds. */
function seedOf(seed: number): number {
  const values = 2 ** 31;
  return ((seed % values) + values) % values;
}
