import { expect, test } from 'vitest';
import { embeddedCacheDir } from '../cache/cache-dirs.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import { digestOf } from '../contract/canonical-json.ts';
import type { ChatClient, ChatReply, ChatRequest } from '../contract/chat.ts';
import { createPool } from './create-pool.ts';
import type { Pool } from './pool.ts';
import { microTasks, nanoOptions, testerRequest } from './testing/nano.ts';

const taskCount = 4;
const allTemperatures = [0, 0.8];
const allOrders = ['forward', 'reversed', 'shuffled'] as const;
type Order = (typeof allOrders)[number];

/** The same tasks at each temperature. */
function requestsAt(temperatures: number[], seedShift = 0): ChatRequest[] {
  return temperatures.flatMap((temperature) =>
    microTasks(taskCount).map((task, index) =>
      testerRequest(task, { seed: 100 + index + seedShift, sampling: { temperature } }),
    ),
  );
}

function inOrder(order: Order, count: number): number[] {
  const forward = Array.from({ length: count }, (_, index) => index);
  if (order === 'forward') return forward;
  if (order === 'reversed') return forward.toReversed();
  return forward.toSorted((a, b) => ((a * 7919) % 101) - ((b * 7919) % 101));
}

/** Asks all requests at once in an order; `onText` sees every piece of every reply. Replies come back in request order. */
async function ask(
  client: ChatClient,
  requests: ChatRequest[],
  how: { order: Order; onText?: () => void },
): Promise<{ replies: ChatReply[]; retries: number }> {
  const replies: ChatReply[] = [];
  let retries = 0;
  await Promise.all(
    inOrder(how.order, requests.length).map(async (index) => {
      const request = requests[index];
      if (request === undefined) throw new Error('no such request');
      const { onText } = how;
      const { reply, observation } = await client.complete(request, onText === undefined ? {} : { onText });
      replies[index] = reply;
      retries += observation.retries;
    }),
  );
  return { replies, retries };
}

/** Kills the last worker of a pool, once, as soon as it is called. */
function killOnce(pool: Pool): () => void {
  let hasKilled = false;
  return () => {
    const victim = pool.stats().at(-1)?.pid;
    if (!hasKilled && victim !== undefined && victim !== null) process.kill(victim, 'SIGKILL');
    hasKilled = true;
  };
}

test('Workers {1, 2, 3} × orders × {undisturbed, SIGKILL} × temperatures {0, 0.8}: one digest per temperature.', async () => {
  const digests = allTemperatures.map(() => new Set<string>());
  let runs = 0;
  let retries = 0;
  for (const workers of [1, 2, 3]) {
    await using pool = await createPool(await nanoOptions({ workers }));
    for (const order of allOrders) {
      for (const onText of [() => undefined, killOnce(pool)]) {
        const run = await ask(pool, requestsAt(allTemperatures), { order, onText });
        for (const [index, seen] of digests.entries()) {
          seen.add(digestOf(run.replies.slice(index * taskCount, (index + 1) * taskCount)));
        }
        retries += run.retries;
        runs++;
      }
    }
  }
  expect(runs).toBe(18);
  expect(retries).toBeGreaterThanOrEqual(3);
  expect(digests.map((seen) => seen.size)).toEqual([1, 1]);
  expect(new Set(digests.flatMap((seen) => [...seen])).size).toBe(2);
});

test('The comparison sees what must differ: seeds, seeds by order of arrival, sampling values, another quantization.', async () => {
  const digestIn = async (client: ChatClient, requests: ChatRequest[], order: Order = 'forward') =>
    digestOf((await ask(client, requests, { order })).replies);
  await using pool = await createPool(await nanoOptions());
  const base = await digestIn(pool, requestsAt([0.8]));
  expect(await digestIn(pool, requestsAt([0.8]), 'reversed')).toBe(base);
  expect(await digestIn(pool, requestsAt([0.8], 1000))).not.toBe(base);

  const byArrival = (): ChatClient => {
    let arrived = 0;
    return { complete: (request, options) => pool.complete({ ...request, seed: 100 + arrived++ }, options) };
  };
  const arrivedForward = await digestIn(byArrival(), requestsAt([0.8]));
  expect(arrivedForward).toBe(base);
  expect(await digestIn(byArrival(), requestsAt([0.8]), 'reversed')).not.toBe(base);

  const narrow = requestsAt([0.8]).map((request) => ({
    ...request,
    sampling: { ...request.sampling, topK: 1 },
  }));
  expect(await digestIn(pool, narrow)).not.toBe(base);

  const f16 = await resolveModel('hermes-harness/nano:f16', { cacheDirs: [embeddedCacheDir()] });
  await using other = await createPool(await nanoOptions({ modelPath: f16.path }));
  expect(await digestIn(other, requestsAt([0.8]))).not.toBe(base);
});

test('Profile fast, asked the same, answers otherwise: what it does not promise does not hold.', async () => {
  const requests = microTasks(48).map((task, seed) =>
    testerRequest(task, { seed, sampling: { temperature: 0.8 } }),
  );
  const ask48 = async (profile: 'repeatable' | 'fast') => {
    await using pool = await createPool(await nanoOptions({ profile }));
    return (await ask(pool, requests, { order: 'forward' })).replies;
  };
  const repeatable = await ask48('repeatable');
  const fast = await ask48('fast');
  expect(fast.filter((reply, index) => reply.text !== repeatable[index]?.text).length).toBeGreaterThan(0);
});
