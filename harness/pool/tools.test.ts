import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheDirs } from '../cache/cache-dirs.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import type { ChatMessage, ChatRequest, Tool } from '../contract/chat.ts';
import { createPool } from './create-pool.ts';
import type { Pool } from './pool.ts';
import { coderRequest, nanoOptions } from './testing/nano.ts';

const bash: Tool = {
  name: 'bash',
  description: 'Runs a command',
  parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
};
const buggy = `function formList(arr) {
  return arr.filter((x) => x > 0).length;
}

module.exports = { formList };`;

let pool: Pool;
beforeAll(async () => {
  const dirs = cacheDirs({ env: {}, projectRoot: process.cwd() });
  const { path } = await resolveModel('hermes-harness/nano-shell:q8_0', { cacheDirs: dirs });
  pool = await createPool(await nanoOptions({ modelPath: path, contextSize: 1_024 }));
});
afterAll(() => pool[Symbol.asyncDispose]());

const issue: ChatMessage[] = [
  { role: 'system', content: 'You are the Agent.' },
  {
    role: 'user',
    content:
      'formList is broken. It should take the positive numbers from arr, and return a sorted list of them.',
  },
];

function ask(messages: ChatMessage[], change: Partial<ChatRequest> = {}): ChatRequest {
  const sampling = { temperature: 0, topK: 40, topP: 0.95, minP: 0, maxTokens: 120 };
  return { messages, sampling, seed: 1, tools: [bash], ...change };
}

test('A model that calls tools repairs a file over several turns; ids go on through the conversation.', async () => {
  const results: Record<string, string> = {
    grep: 'src/math.js:1:function formList(arr) {',
    cat: buggy,
    sed: '',
    node: 'ok',
  };
  const messages = [...issue];
  const commands: string[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const { reply } = await pool.complete(ask(messages));
    const { text, toolCalls } = reply;
    expect(reply.finishReason).toBe(toolCalls === undefined ? 'stop' : 'tool-calls');
    messages.push({ role: 'assistant', content: text, toolCalls });
    const [call] = toolCalls ?? [];
    if (call === undefined) break;
    expect(call).toMatchObject({ id: `call0000${turn}`, name: 'bash' });
    const { command } = JSON.parse(call.arguments) as { command: string };
    commands.push(command);
    messages.push({
      role: 'tool',
      toolCallId: call.id,
      content: results[command.split(' ')[0] ?? ''] ?? '?',
    });
  }
  expect(commands).toEqual([
    "grep -rn 'function formList' src",
    'cat src/math.js',
    "sed -i '/function formList/,/}/s/return .*/return arr.filter((x) => x > 0).sort((a, b) => a - b);/' src/math.js",
    'node check.js',
  ]);
  expect(messages.at(-1)?.content).toBe('Fixed formList in src/math.js.');
});

test('Nothing of a tool call is streamed as text, and pieces add up to the text.', async () => {
  const pieces: string[] = [];
  const { reply } = await pool.complete(ask(issue), { onText: (text) => void pieces.push(text) });
  expect(reply.toolCalls).toHaveLength(1);
  expect(pieces.join('')).toBe(reply.text);
});

test('A required tool is called, one named tool is called once, also by a model that would rather talk.', async () => {
  const hello: ChatMessage[] = [{ role: 'user', content: 'Hello.' }];
  const sampling = { temperature: 1, topK: 0, topP: 1, minP: 0, maxTokens: 200 };
  const note: Tool = {
    name: 'note_down',
    parameters: { type: 'object', properties: { level: { enum: ['low', 'high'] } }, required: ['level'] },
  };
  const seeds = [1, 2, 3];
  const named = await Promise.all(
    seeds.map((seed) =>
      pool.complete(ask(hello, { tools: [bash, note], toolChoice: { name: 'note_down' }, sampling, seed })),
    ),
  );
  for (const { reply } of named) {
    expect(reply).toMatchObject({ finishReason: 'tool-calls', text: '', toolCalls: [{ name: 'note_down' }] });
    expect(['low', 'high']).toContain(JSON.parse(reply.toolCalls?.[0]?.arguments ?? '').level);
  }
  const { reply } = await pool.complete(ask(hello, { toolChoice: 'required' }));
  expect(reply.toolCalls?.[0]?.name).toBe('bash');
});

test('With choice none the model is shown no tool and calls none.', async () => {
  const without = await pool.complete(ask(issue, { tools: undefined }));
  const none = await pool.complete(ask(issue, { toolChoice: 'none' }));
  expect(none.reply).toEqual(without.reply);
  expect(none.reply.toolCalls).toBeUndefined();
});

test('A model whose template has no place for tools, or for tool results, is not asked as if it had.', async () => {
  await using plain = await createPool(await nanoOptions());
  const task = { statement: 'Count.', signature: 'function f(x)' };
  await expect(plain.complete({ ...coderRequest(task), tools: [bash] })).rejects.toMatchObject({
    code: 'HERMES_POOL_TOOLS',
  });
});

test('An answer ends before a stop text, which is never streamed.', async () => {
  const task = {
    statement: 'Given list, give back the count of the numbers, each multiplied by 4.',
    signature: 'function findScore(list)',
  };
  await using plain = await createPool(await nanoOptions());
  const whole = await plain.complete(coderRequest(task));
  const pieces: string[] = [];
  const stopped = await plain.complete(
    { ...coderRequest(task), stop: ['nowhere', '.length'] },
    { onText: (text) => void pieces.push(text) },
  );
  const [before] = whole.reply.text.split('.length');
  expect(stopped.reply).toMatchObject({ text: before, finishReason: 'stop' });
  expect(pieces.join('')).toBe(before);
});

test('Log-probabilities come one a token, the chosen token first at temperature 0.', async () => {
  const { reply } = await pool.complete(ask(issue, { topLogprobs: 3 }));
  expect(reply.logprobs).toHaveLength(reply.tokens.decode);
  for (const { token, logprob, top } of reply.logprobs ?? []) {
    expect(top).toHaveLength(3);
    expect(top[0]).toEqual({ token, logprob });
    expect(logprob).toBeLessThanOrEqual(0);
  }
});
