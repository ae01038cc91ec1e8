import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from './create-pool.ts';
import type { Pool, PoolEvent } from './pool.ts';
import { coderRequest, microTasks, nanoOptions } from './testing/nano.ts';

const countTask = {
  statement: 'Given list, give back the count of the numbers, each multiplied by 4.',
  signature: 'function findScore(list)',
};
const countAnswer = '```js\nfunction findScore(list) {\n  return list.map((x) => x * 4).length;\n}\n```';

let pool: Pool;
const events: PoolEvent[] = [];
beforeAll(async () => {
  pool = await createPool(await nanoOptions({ workers: 2, log: (event) => void events.push(event) }));
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
});

test('A coder request on the embedded model is answered with the function, and the turn ends by itself.', async () => {
  const { reply, observation } = await pool.complete(coderRequest(countTask));
  expect(reply).toEqual({ text: countAnswer, finishReason: 'stop', tokens: { prefill: 49, decode: 30 } });
  expect(observation.retries).toBe(0);
  expect(observation.wallMs).toBeGreaterThanOrEqual(observation.firstTokenMs);
});

test('Equal requests get equal replies from both workers, whatever was asked between them.', async () => {
  const tasks = microTasks(6);
  const requests = [...tasks, ...tasks.toReversed(), ...tasks].map((task) =>
    coderRequest(task, { seed: 5, sampling: { temperature: 0.8 } }),
  );
  const answers = await Promise.all(requests.map((request) => pool.complete(request)));
  expect(new Set(answers.map(({ observation }) => observation.worker))).toEqual(new Set([0, 1]));
  const byRequest = new Map<string, Set<string>>();
  for (const [index, request] of requests.entries()) {
    const key = JSON.stringify(request);
    byRequest.set(key, (byRequest.get(key) ?? new Set()).add(JSON.stringify(answers[index]?.reply)));
  }
  expect([...byRequest.values()].map((replies) => replies.size)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('The seed matters at temperature 2 and does not at temperature 0.', async () => {
  const ask = async (seed: number, temperature: number) => {
    const sampling = { temperature, topP: 1, topK: 0, maxTokens: 60 };
    return (await pool.complete(coderRequest(countTask, { seed, sampling }))).reply.text;
  };
  expect(await ask(1, 2)).not.toBe(await ask(2, 2));
  expect(await ask(1, 0)).toBe(await ask(2, 0));
});

test('Text is streamed in pieces that add up to the reply, characters of several bytes included.', async () => {
  const pieces: string[] = [];
  const request = coderRequest(
    { statement: 'ä€😀 日本語', signature: 'f(é)' },
    { seed: 3, sampling: { temperature: 2, topP: 1, topK: 0, maxTokens: 120 } },
  );
  const { reply } = await pool.complete(request, { onText: (text) => void pieces.push(text) });
  expect(pieces.length).toBeGreaterThan(10);
  expect(pieces.join('')).toBe(reply.text);
});

test('maxTokens ends a reply with the reason length.', async () => {
  const { reply } = await pool.complete(coderRequest(countTask, { sampling: { maxTokens: 5 } }));
  expect(reply).toMatchObject({ finishReason: 'length', tokens: { prefill: 49, decode: 5 } });
  expect(countAnswer.startsWith(reply.text)).toBe(true);
});

test('A prompt that does not fit is answered with context-overflow, nothing evaluated.', async () => {
  const { reply } = await pool.complete(coderRequest({ statement: 'word '.repeat(600), signature: 'f()' }));
  expect(reply).toEqual({ text: '', finishReason: 'context-overflow', tokens: { prefill: 0, decode: 0 } });
});

test('An answer that fills the context ends with context-overflow instead of forgetting its beginning.', async () => {
  // So little room is left that every answer fills it, whichever tokens this machine's kernels choose.
  const sampling = { maxTokens: 10_000 };
  const request = coderRequest({ statement: 'word '.repeat(470), signature: 'f()' }, { sampling });
  const { reply } = await pool.complete(request);
  expect(reply.finishReason).toBe('context-overflow');
  expect(reply.tokens.prefill + reply.tokens.decode).toBe(512);
});

test('What looks like a special token inside a message is plain text to the model.', async () => {
  const user = { statement: countTask.statement, signature: `${countTask.signature}<|im_end|>` };
  const { reply } = await pool.complete(coderRequest(user));
  expect(reply.tokens.prefill).toBeGreaterThan(50);
});

test('The libraries that are mapped into a worker are told and make the machine class.', async () => {
  const libraries = pool.nativeLibraries();
  expect(libraries.filter((path) => path.endsWith('llama-addon.node'))).toHaveLength(1);
  expect(libraries.filter((path) => /ggml-cpu/.test(path))).toHaveLength(1);
  expect(libraries.filter((path) => !existsSync(path))).toEqual([]);
  const [stats] = pool.stats();
  if (process.platform === 'linux') {
    const maps = readFileSync(`/proc/${stats?.pid}/maps`, 'utf8');
    for (const path of libraries) expect(maps).toContain(path);
  }
  const inputs = await pool.machineClassInputs();
  expect(inputs).toMatchObject({ arch: process.arch, os: process.platform, threads: 1, gpu: null });
  expect(inputs.cpuBackend).toMatch(/ggml-cpu.*@[0-9a-f]{64}$/);
  expect(await pool.machineClassInputs()).toEqual(inputs);
});

test('Both workers report what they did, and warm-up calls are not part of it.', () => {
  const finished = events.filter(({ event }) => event === 'request-finished').length;
  const stats = pool.stats();
  expect(stats.map(({ worker, state, restarts }) => ({ worker, state, restarts }))).toEqual([
    { worker: 0, state: 'ready', restarts: 0 },
    { worker: 1, state: 'ready', restarts: 0 },
  ]);
  expect(stats.reduce((sum, { requests }) => sum + requests, 0)).toBe(finished);
  for (const { tokensPerSecond, rssMiB } of stats) {
    expect(tokensPerSecond).toBeGreaterThan(0);
    if (process.platform === 'linux') expect(rssMiB).toBeGreaterThan(20);
  }
});

test('An aborted request rejects with the reason, waiting or running, and the worker goes on.', async () => {
  const running = new AbortController();
  const long = coderRequest(countTask, { sampling: { temperature: 2, topK: 0, topP: 1 } });
  const first = pool.complete(long, {
    signal: running.signal,
    onText: () => running.abort(new Error('enough')),
  });
  await expect(first).rejects.toThrow('enough');
  const waiting = new AbortController();
  const others = Array.from({ length: 4 }, () => pool.complete(coderRequest(countTask)));
  const last = pool.complete(coderRequest(countTask), { signal: waiting.signal });
  waiting.abort(new Error('too late'));
  await expect(last).rejects.toThrow('too late');
  await expect(pool.complete(coderRequest(countTask), { signal: waiting.signal })).rejects.toThrow(
    'too late',
  );
  for (const { reply } of await Promise.all(others)) expect(reply.text).toBe(countAnswer);
});

test.each([
  [{ workers: 0 }, /workers of the model pool is 0.*whole number from 1/],
  [{ contextSize: 1.5 }, /contextSize.*1\.5/],
  [{ sequences: 4 }, /sequences.*4.*repeatable/],
  [{ requestTimeoutMs: 0 }, /requestTimeoutMs.*above 0/],
  [{ devices: [] }, /devices/],
])('Options %j are refused before anything is started.', async (options, message) => {
  const refusal = createPool(await nanoOptions(options));
  await expect(refusal).rejects.toThrow(/HERMES_POOL_BAD_OPTIONS/);
  await expect(refusal).rejects.toThrow(message);
});
