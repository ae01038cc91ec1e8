import OpenAI, { APIError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cacheDirs } from '../cache/cache-dirs.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import { createPool } from '../pool/create-pool.ts';
import { createGateway } from './gateway.ts';
import { listenGateway, listenPlace, type ListeningGateway } from './listen.ts';

const stack = new AsyncDisposableStack();
let client: OpenAI;
let gateway: ListeningGateway;
/** Completions that did not come to their end. */
let abandoned = 0;

beforeAll(async () => {
  const dirs = cacheDirs({ env: {}, projectRoot: process.cwd() });
  const { path } = await resolveModel('hermes-harness/nano-shell:q8_0', { cacheDirs: dirs });
  const pool = stack.use(
    await createPool({
      modelPath: path,
      workers: 1,
      profile: 'repeatable',
      chat: { format: 'model' },
      contextSize: 1_024,
    }),
  );
  const app = createGateway({
    chat: {
      complete: (request, options) => {
        const answer = pool.complete(request, options);
        void answer.catch(() => (abandoned += 1));
        return answer;
      },
    },
    model: 'nano-shell',
    contextSize: 1_024,
    sampling: { temperature: 0, topK: 40, topP: 0.95, minP: 0, maxTokens: 256 },
    seed: 42,
    apiKey: 'sesame',
  });
  gateway = stack.use(await listenGateway(app, listenPlace('127.0.0.1:0')));
  client = new OpenAI({ baseURL: `${gateway.address}/v1`, apiKey: 'sesame', maxRetries: 0 });
});
afterAll(() => stack.disposeAsync());

type Message = OpenAI.Chat.ChatCompletionMessageParam;
const issue: Message[] = [
  { role: 'developer', content: 'You are the Agent.' },
  {
    role: 'user',
    content: [
      {
        type: 'text',
        text: 'formList is broken. It should take the positive numbers from arr, and return a sorted list of them.',
      },
    ],
  },
];
const bash: OpenAI.Chat.ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'bash',
    description: 'Runs a command',
    parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
  },
};
const model = 'anything';
/** What the tools of this conversation answer. */
const results: Record<string, string> = { grep: 'src/math.js:1:function formList(arr) {', node: 'ok' };

async function firstChoice(
  change: Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>,
): Promise<OpenAI.Chat.ChatCompletion.Choice> {
  const { choices, usage } = await client.chat.completions.create({ model, messages: issue, ...change });
  const [choice] = choices;
  if (choice === undefined || usage === undefined) throw new RangeError('no choice, or no usage');
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  return choice;
}

function commandOf({ tool_calls: calls }: OpenAI.Chat.ChatCompletionMessage) {
  const [call] = calls ?? [];
  if (call?.type !== 'function') return undefined;
  const { command } = JSON.parse(call.function.arguments) as { command: string };
  return { id: call.id, program: command.split(' ')[0] ?? '' };
}

const errorOf = async (work: Promise<unknown>): Promise<APIError> => {
  const error: unknown = await work.catch((cause: unknown) => cause);
  if (error instanceof APIError) return error;
  throw new TypeError('no API error');
};

describe('OpenAI’s own client', () => {
  test('goes through the turns of a tool-using agent and gets text at its end', async () => {
    const messages = [...issue];
    const commands: string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const { message, finish_reason: reason } = await firstChoice({ messages, tools: [bash] });
      messages.push(message);
      const call = commandOf(message);
      expect(reason).toBe(call === undefined ? 'stop' : 'tool_calls');
      if (call === undefined) break;
      expect(message.content).toBeNull();
      commands.push(call.program);
      messages.push({ role: 'tool', tool_call_id: call.id, content: results[call.program] ?? '' });
    }
    expect(commands[0]).toBe('grep');
    expect(messages.length).toBeGreaterThan(4);
  });

  test('gets the same answer streamed, with usage, text and tool calls', async () => {
    const whole = await client.chat.completions.create({ model, messages: issue, tools: [bash] });
    const stream = client.chat.completions.stream({
      model,
      messages: issue,
      tools: [bash],
      stream_options: { include_usage: true },
    });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls).toMatchObject(whole.choices[0]?.message.tool_calls ?? []);
    expect(final.choices[0]?.finish_reason).toBe('tool_calls');
    expect(final.usage).toEqual(whole.usage);

    const talk = { model, messages: issue, max_tokens: 12 };
    let text = '';
    for await (const { choices } of await client.chat.completions.create({ ...talk, stream: true }))
      text += choices[0]?.delta.content ?? '';
    expect(text).toBe((await client.chat.completions.create(talk)).choices[0]?.message.content);
    expect(text).not.toBe('');
  });

  test('gets a parsed object by a schema', async () => {
    const Verdict = z.strictObject({ verdict: z.enum(['good', 'bad']) });
    const parsed = await client.chat.completions.parse({
      model,
      messages: issue,
      response_format: zodResponseFormat(Verdict, 'verdict'),
    });
    expect(['good', 'bad']).toContain(parsed.choices[0]?.message.parsed?.verdict);
  });

  test('gets several choices of seeds that follow each other, log-probabilities, and an end before a stop text', async () => {
    const wild = { model, messages: issue, temperature: 1.5, max_completion_tokens: 8 };
    const many = await client.chat.completions.create({ ...wild, n: 3, seed: 7 });
    expect(many.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    const second = await client.chat.completions.create({
      ...wild,
      seed: 8,
      logprobs: true,
      top_logprobs: 2,
    });
    expect(second.choices[0]?.message.content).toBe(many.choices[1]?.message.content);
    expect(second.choices[0]?.logprobs?.content).toHaveLength(second.usage?.completion_tokens ?? -1);
    const { content } = (await firstChoice({ max_tokens: 20 })).message;
    const stop = String(content).slice(3, 6);
    const stopped = await firstChoice({ max_tokens: 20, stop });
    expect(stopped.message.content).toBe(content?.slice(0, content.indexOf(stop)));
  });

  test('lists the model', async () => {
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toEqual(['nano-shell']);
  });
});

describe('what is refused, in the words of the dialect', () => {
  const ask = (change: object) =>
    errorOf(client.chat.completions.create({ model, messages: issue, ...change } as never));

  test('a wrong key', async () => {
    const stranger = new OpenAI({ baseURL: `${gateway.address}/v1`, apiKey: 'wrong', maxRetries: 0 });
    expect(await errorOf(stranger.models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  test.each([
    [{ logit_bias: { 50: 1 } }, 'logit_bias'],
    [{ frequency_penalty: 0.5 }, 'frequency_penalty'],
    [{ functions: [] }, 'functions'],
    [{ temperature: 3 }, 'temperature'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages[0].content'],
    [{ tools: [bash, bash] }, 'tools'],
  ])('%j', async (change, param) => {
    expect(await ask(change)).toMatchObject({ status: 400, type: 'invalid_request_error', param });
  });

  test('more than the context holds, streamed or not', async () => {
    const messages: Message[] = [{ role: 'user', content: 'x y '.repeat(2_000) }];
    expect(await ask({ messages })).toMatchObject({ status: 400, code: 'context_length_exceeded' });
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    const read = async () => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toThrow(/longer than the context/);
  });

  test('a schema that no grammar follows', async () => {
    const schema = { type: 'string', pattern: '^a' };
    expect(
      await ask({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }),
    ).toMatchObject({ status: 400, code: 'HERMES_POOL_GRAMMAR' });
  });

  test('what is no JSON, is sent as a form, or asks for a path that is not there', async () => {
    const post = (path: string, type: string, body = '{') =>
      fetch(gateway.address + path, {
        method: 'POST',
        headers: { authorization: 'Bearer sesame', 'content-type': type },
        body,
      });
    expect((await post('/v1/chat/completions', 'application/json')).status).toBe(400);
    expect((await post('/v1/chat/completions', 'text/plain')).status).toBe(415);
    expect((await post('/v1/embeddings', 'application/json')).status).toBe(400);
    expect((await post('/v1/nothing', 'application/json')).status).toBe(404);
    expect((await fetch(`${gateway.address}/healthz`)).status).toBe(200);
  });
});

test('what agents send and cannot matter is let pass: unknown tools, store, metadata, null values', async () => {
  const { choices } = await client.chat.completions.create({
    model,
    messages: issue,
    tools: [bash, { type: 'web_search' } as never],
    store: false,
    metadata: { a: 'b' },
    user: 'me',
    frequency_penalty: 0,
    logit_bias: null,
    seed: -1,
  });
  expect(choices[0]?.finish_reason).toBe('tool_calls');
});

test('a client that goes away ends what it asked for, streamed or not', async () => {
  const before = abandoned;
  const schema = { type: 'array', items: { type: 'string' }, minItems: 200 };
  const format = { type: 'json_schema' as const, json_schema: { name: 'endless', schema } };
  const long = { model, messages: issue, max_tokens: 900, response_format: format };
  const abort = new AbortController();
  const stream = await client.chat.completions.create({ ...long, stream: true }, { signal: abort.signal });
  for await (const _ of stream) abort.abort();
  await expect.poll(() => abandoned).toBe(before + 1);
  const whole = client.chat.completions.create(long, { signal: AbortSignal.timeout(100) });
  await expect(whole).rejects.toThrow(/abort/i);
  await expect.poll(() => abandoned).toBe(before + 2);
});

test.each(['0.0.0.0:0', '192.0.2.1:80', 'example.org:80', '127.0.0.1', '127.0.0.1:70000'])(
  '%s is no address to listen on',
  (listen) => {
    expect(() => listenPlace(listen)).toThrow(/HERMES_CONFIG_USAGE.*Fix: give 127\.0\.0\.1:PORT/);
  },
);
