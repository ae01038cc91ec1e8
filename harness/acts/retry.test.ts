import { expect, test } from 'vitest';
import { actRetry, retrying, waitAfterMs } from './retry.ts';

const never = new AbortController().signal;
const quick = { ...actRetry, firstWaitMs: 0 };

test('waits are 200 ms × 1.6^k and at most 1.5 s', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((index) => waitAfterMs(index))).toEqual([
    200,
    320,
    expect.closeTo(512),
    expect.closeTo(819.2),
    expect.closeTo(1_310.72),
    1_500,
    1_500,
  ]);
});

test('four tries are made, the fourth failure is the answer', async () => {
  let calls = 0;
  const between: number[] = [];
  const action = async () => Promise.reject(new Error(`no ${(calls += 1)}`));
  const tried = retrying({
    action,
    again: () => true,
    between: (_error, soFar) => void between.push(soFar),
    signal: never,
    policy: quick,
  });
  await expect(tried).rejects.toThrow('no 4');
  expect([calls, between]).toEqual([4, [1, 2, 3]]);
});

test('a failure that is not worth another try is the answer at once', async () => {
  let calls = 0;
  const action = async () => Promise.reject(new Error(`no ${(calls += 1)}`));
  await expect(retrying({ action, again: () => false, signal: never })).rejects.toThrow('no 1');
});

test('the first success counts its tries', async () => {
  let calls = 0;
  const action = async () => ((calls += 1) < 3 ? Promise.reject(new Error('no')) : 'yes');
  expect(await retrying({ action, again: () => true, signal: never, policy: quick })).toEqual({
    value: 'yes',
    tries: 3,
  });
});

test('a wait ends with the signal', async () => {
  const controller = new AbortController();
  const tried = retrying({
    action: async () => Promise.reject(new Error('no')),
    again: () => true,
    between: () => controller.abort(new Error('enough')),
    signal: controller.signal,
    policy: { ...actRetry, firstWaitMs: 1e9, maxWaitMs: 1e9 },
  });
  await expect(tried).rejects.toThrow('enough');
});
