import { expect, test } from 'vitest';
import { killAtRandom, survivors } from './testing/kill-at-random.ts';

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
