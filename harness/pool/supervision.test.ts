import { expect, test } from 'vitest';
import { puppets, say } from './testing/puppets.ts';

test('A fault that the worker reports is not tried again and leaves the worker in service.', async () => {
  const { pool } = await puppets();
  await using closing = pool;
  await expect(closing.complete(say('fail'))).rejects.toThrow(/HERMES_POOL_TEMPLATE.*the template refused/);
  expect(closing.stats()[0]).toMatchObject({ restarts: 0, state: 'ready' });
});

test('A worker is replaced after its number of requests while requests keep being answered.', async () => {
  const { pool, events } = await puppets({ recycleAfter: 5 });
  await using closing = pool;
  for (let index = 0; index < 200; index++) {
    expect((await closing.complete(say(`n${index}`))).reply.text).toBe(`n${index}`);
  }
  const recycled = events.filter((event) => event.event === 'worker-recycled');
  expect(recycled.length).toBeGreaterThanOrEqual(1);
  for (const { served } of recycled) expect(served).toBeGreaterThanOrEqual(5);
  expect(events.filter(({ event }) => event === 'request-retried')).toEqual([]);
  const unready = events.findIndex(({ event }) => event === 'worker-recycled');
  expect(events.slice(0, unready).filter(({ event }) => event === 'worker-ready')).toHaveLength(2);
});

test('Requests are handed out round-robin and a full queue refuses one more.', async () => {
  const { pool } = await puppets({ workers: 3, queueLimit: 3 });
  await using closing = pool;
  const asked = Array.from({ length: 6 }, (_, index) => closing.complete(say(`n${index}`)));
  await expect(closing.complete(say('one too many'))).rejects.toThrow(
    /HERMES_POOL_QUEUE_FULL.*3 requests wait/,
  );
  const answers = await Promise.all(asked);
  expect(answers.slice(0, 3).map(({ observation }) => observation.worker)).toEqual([0, 1, 2]);
  expect(answers.map(({ reply }) => reply.text)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5']);
});

test('Draining answers what was asked and refuses what comes after.', async () => {
  const { pool } = await puppets();
  await using closing = pool;
  const asked = Array.from({ length: 5 }, (_, index) => closing.complete(say(`n${index}`)));
  const drained = closing.drain();
  await expect(closing.complete(say('late'))).rejects.toThrow(/HERMES_POOL_CLOSED/);
  await drained;
  expect((await Promise.all(asked)).map(({ reply }) => reply.text)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
});
