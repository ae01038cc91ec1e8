import { expect, test } from 'vitest';
import { limitConcurrency } from './limit-concurrency.ts';

test('limitConcurrency() never runs more than its slots, and runs everything', async () => {
  const limited = limitConcurrency(2);
  let running = 0;
  let most = 0;
  const work = async (value: number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return value;
  };
  const results = await Promise.all([1, 2, 3, 4, 5].map((value) => limited(() => work(value))));
  expect(results).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('limitConcurrency() gives a slot back after a failure', async () => {
  const limited = limitConcurrency(1);
  await expect(limited(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(limited(() => Promise.resolve('yes'))).resolves.toBe('yes');
});
