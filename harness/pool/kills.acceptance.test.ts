import { expect, test } from 'vitest';
import { createPool } from './create-pool.ts';
import type { PoolEvent } from './pool.ts';
import { killAtRandom, survivors } from './testing/kill-at-random.ts';
import { nanoOptions } from './testing/nano.ts';

test('A worker that is killed while it starts is replaced, and the pool opens.', async () => {
  let kills = 0;
  const log = ({ event, pid }: PoolEvent) => {
    if (event === 'worker-spawned' && kills++ === 0) process.kill(pid, 'SIGKILL');
  };
  await using pool = await createPool(await nanoOptions({ log }));
  expect(pool.stats()).toMatchObject([{ state: 'ready', restarts: 1 }]);
});

test('10 random SIGKILLs during 100 requests: each is answered once, with the undisturbed digest, and nothing is left running.', async () => {
  const undisturbed = await killAtRandom({ requests: 100, kills: 0 });
  const disturbed = await killAtRandom({ requests: 100, kills: 10 });
  expect(disturbed).toMatchObject({ answered: 100, kills: 10, digest: undisturbed.digest });
  const finished = disturbed.events.filter((event) => event.event === 'request-finished');
  expect(new Set(finished.map((event) => event.traceId)).size).toBe(100);
  expect(finished).toHaveLength(100);
  const crashes = disturbed.events.filter(
    (event) => event.event === 'worker-exited' && event.signal === 'SIGKILL',
  );
  expect(crashes.length).toBeGreaterThanOrEqual(9);
  expect(disturbed.events.filter(({ event }) => event === 'request-retried').length).toBeGreaterThan(0);
  expect(survivors(disturbed.events)).toEqual([]);
});
