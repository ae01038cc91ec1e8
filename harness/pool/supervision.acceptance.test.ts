import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDir } from '../cache/testing/temporary-dir.ts';
import type { ChatRequest } from '../contract/chat.ts';
import { createPool } from './create-pool.ts';
import type { PoolEvent } from './pool.ts';
import { survivors } from './testing/kill-at-random.ts';
import { coderRequest, microTasks, nanoOptions } from './testing/nano.ts';
import { puppets, say } from './testing/puppets.ts';

const [TASK] = microTasks(1);
const long: ChatRequest['sampling'] = { temperature: 2, topK: 0, topP: 1, minP: 0, maxTokens: 200 };

function longRequest(seed = 3): ChatRequest {
  if (TASK === undefined) throw new Error('no task');
  return coderRequest(TASK, { seed, sampling: long });
}

function spawned(events: PoolEvent[]): number {
  return events.filter(({ event }) => event === 'worker-spawned').length;
}

test('A worker killed in the middle of a reply is replaced and the reply is the undisturbed one, streamed without repetition.', async () => {
  const events: PoolEvent[] = [];
  const options = await nanoOptions({ log: (event) => void events.push(event) });
  await using pool = await createPool(options);
  const undisturbed = await pool.complete(longRequest());
  const pieces: string[] = [];
  const { reply, observation } = await pool.complete(longRequest(), {
    traceId: 'trace-7',
    onText: (text) => {
      pieces.push(text);
      if (pieces.length === 5) process.kill(pool.stats()[0]?.pid ?? 0, 'SIGKILL');
    },
  });
  expect(reply).toEqual(undisturbed.reply);
  expect(pieces.join('')).toBe(reply.text);
  expect(observation.retries).toBe(1);
  expect(pool.stats()[0]).toMatchObject({ restarts: 1, state: 'ready' });
  expect(events).toContainEqual(
    expect.objectContaining({ event: 'worker-exited', why: 'crashed', signal: 'SIGKILL', held: 1 }),
  );
  expect(events).toContainEqual(
    expect.objectContaining({ event: 'request-retried', traceId: 'trace-7', retries: 1 }),
  );
});

test('A worker that stands still past the deadline is killed and its request is answered elsewhere.', async () => {
  const events: PoolEvent[] = [];
  const log = (event: PoolEvent) => void events.push(event);
  await using pool = await createPool(await nanoOptions({ requestTimeoutMs: 4000, log }));
  const undisturbed = await pool.complete(longRequest());
  let hasStopped = false;
  const { reply, observation } = await pool.complete(longRequest(), {
    onText: () => {
      if (!hasStopped) process.kill(pool.stats()[0]?.pid ?? 0, 'SIGSTOP');
      hasStopped = true;
    },
  });
  expect(reply).toEqual(undisturbed.reply);
  expect(observation.retries).toBe(1);
  expect(events).toContainEqual(expect.objectContaining({ event: 'worker-exited', why: 'hung' }));
});

test.each([
  ['crash', 'HERMES_POOL_CRASHED', 'crashed'],
  ['hang', 'HERMES_POOL_TIMEOUT', 'hung'],
  ['bloat', 'HERMES_POOL_MEMORY', 'memory'],
  ['garbage', 'HERMES_POOL_CRASHED', 'protocol'],
])(
  'A request that makes every worker %s fails with %s after three tries, and the pool goes on.',
  async (what, code, why) => {
    const { pool, events } = await puppets({
      requestTimeoutMs: what === 'hang' ? 200 : 20_000,
      ...(what === 'bloat' ? { memoryLimitMiB: 250 } : {}),
    });
    await using closing = pool;
    await expect(closing.complete(say(what))).rejects.toThrow(new RegExp(`${code}.*3 times.*Fix`));
    const exits = events.filter((event) => event.event === 'worker-exited');
    expect(exits.map((exit) => exit.why)).toEqual([why, why, why]);
    if (what === 'crash') expect(exits[0]).toMatchObject({ code: 7, stderr: 'about to crash' });
    expect((await closing.complete(say('hello'))).reply.text).toBe('hello');
  },
);

test('Closing ends every process, also those that do not answer, and rejects what they held.', async () => {
  const { pool, events } = await puppets({ workers: 2 });
  const asked = Promise.allSettled([
    pool.complete(say('hang')),
    pool.complete(say('hang')),
    pool.complete(say('x')),
  ]);
  await pool[Symbol.asyncDispose]();
  for (const result of await asked)
    expect(String((result as PromiseRejectedResult).reason)).toMatch(/HERMES_POOL_CLOSED/);
  expect(spawned(events)).toBe(2);
  expect(survivors(events)).toEqual([]);
});

test.each([
  ['crash', /HERMES_POOL_START.*exit code 9/s],
  ['refuse', /HERMES_POOL_LOAD.*no such model/s],
  ['hang', /HERMES_POOL_START.*start-timeout/s],
])(
  'A pool whose workers %s while they load is not created and leaves no process.',
  async (modelPath, message) => {
    const events: PoolEvent[] = [];
    const log = (event: PoolEvent) => void events.push(event);
    const startTimeoutMs = modelPath === 'hang' ? 1000 : 60_000;
    await expect(puppets({ modelPath, workers: 2, startTimeoutMs, log })).rejects.toThrow(message);
    expect(spawned(events)).toBeGreaterThanOrEqual(2);
    expect(survivors(events)).toEqual([]);
  },
);

test.each([
  ['refuse', 'HERMES_POOL_LOAD'],
  ['crash', 'HERMES_POOL_START'],
])(
  'When workers %s on every new start, requests fail with HERMES_POOL_NO_WORKERS and the cause %s.',
  async (how, cause) => {
    await using dir = await temporaryDir();
    const modelPath = join(dir.path, 'model');
    await writeFile(modelPath, 'fine');
    const { pool, events } = await puppets({ modelPath });
    await using closing = pool;
    expect((await closing.complete(say('hello'))).reply.text).toBe('hello');
    await writeFile(modelPath, how);
    const waiting = closing.complete(say('waiting'), { traceId: 'waiting' });
    const lost = closing.complete(say('crash'));
    await waiting;
    await expect(lost).rejects.toThrow(new RegExp(`HERMES_POOL_NO_WORKERS.*${cause}`, 's'));
    await expect(closing.complete(say('late'))).rejects.toThrow(/HERMES_POOL_NO_WORKERS/);
    expect(closing.stats()[0]).toMatchObject({ state: 'failed', pid: null });
    expect(spawned(events)).toBe(how === 'refuse' ? 2 : 6);
  },
);

test('An onText that throws rejects that request only.', async () => {
  await using pool = await createPool(await nanoOptions());
  const onText = () => {
    throw new Error('my own fault');
  };
  await expect(pool.complete(longRequest(), { onText })).rejects.toThrow('my own fault');
  await expect(pool.complete(longRequest())).resolves.toMatchObject({ observation: { retries: 0 } });
});
