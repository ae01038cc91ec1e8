import { expect, test } from 'vitest';
import { killAtRandom, survivors } from './testing/kill-at-random.ts';

test('100 random SIGKILLs during 1,000 requests: each is answered once, with the undisturbed digest, and nothing is left running.', async () => {
  const undisturbed = await killAtRandom({ requests: 1000, kills: 0 });
  const disturbed = await killAtRandom({ requests: 1000, kills: 100 });
  expect(disturbed).toMatchObject({ answered: 1000, kills: 100, digest: undisturbed.digest });
  const finished = disturbed.events.filter((event) => event.event === 'request-finished');
  expect(new Set(finished.map((event) => event.traceId)).size).toBe(1000);
  expect(finished).toHaveLength(1000);
  expect(survivors(disturbed.events)).toEqual([]);
}, 900_000);
