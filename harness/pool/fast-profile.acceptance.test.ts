import { expect, test } from 'vitest';
import { createPool } from './create-pool.ts';
import { coderRequest, microTasks, nanoOptions } from './testing/nano.ts';

test('Profile fast answers many requests side by side in one worker and promises no determinism.', async () => {
  let running = 0;
  let most = 0;
  await using pool = await createPool(
    await nanoOptions({
      profile: 'fast',
      sequences: 4,
      log: ({ event }) => {
        if (event === 'request-started') running++;
        if (event === 'request-finished') running--;
        most = Math.max(most, running);
      },
    }),
  );
  expect(pool.determinismClass).toBe('D0');
  const answers = await Promise.all(microTasks(12).map((task) => pool.complete(coderRequest(task))));
  expect(most).toBe(4);
  for (const { reply, observation } of answers) {
    expect(reply.finishReason).toBe('stop');
    expect(reply.text).toMatch(/^```js\nfunction /);
    expect(observation.worker).toBe(0);
  }
});

test('Profile repeatable on CPU promises class D2 and holds one request at a time.', async () => {
  await using pool = await createPool(await nanoOptions());
  expect(pool.determinismClass).toBe('D2');
});

test('In profile fast, too, a full context ends the answer and a killed worker is replaced.', async () => {
  await using pool = await createPool(await nanoOptions({ profile: 'fast', sequences: 3 }));
  const overflow = await pool.complete(coderRequest({ statement: 'word '.repeat(600), signature: 'f()' }));
  expect(overflow.reply.finishReason).toBe('context-overflow');
  let hasKilled = false;
  const onText = () => {
    if (!hasKilled) process.kill(pool.stats()[0]?.pid ?? 0, 'SIGKILL');
    hasKilled = true;
  };
  const answers = await Promise.all(
    microTasks(6).map((task) => pool.complete(coderRequest(task), { onText })),
  );
  expect(answers.map(({ reply }) => reply.finishReason)).toEqual(Array(6).fill('stop'));
  expect(answers.filter(({ observation }) => observation.retries === 1).length).toBeGreaterThan(0);
});
