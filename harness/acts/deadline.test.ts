import { expect, test } from 'vitest';
import { withDeadline } from './deadline.ts';

const never = () => new Promise<never>(() => {});
const endless = { signals: [], who: 'coder' };

test('an agent that says nothing ends at its deadline; whose it is decides whose fault that is', async () => {
  const ends = [undefined, true].map(async (isOurs) =>
    withDeadline({ ...endless, deadlineMs: 50, isOurs }, never).catch(
      (error: { code: string }) => error.code,
    ),
  );
  expect(await Promise.all(ends)).toEqual(['HERMES_ACTS_DEADLINE', 'HERMES_ACTS_STARVED']);
});

test('time in which the agent waits for us does not count', async () => {
  let isPaused = true;
  const answer = withDeadline({ ...endless, deadlineMs: 50, isPaused: () => isPaused }, async (signal) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return signal.aborted;
  });
  expect(await answer).toBe(false);
  isPaused = false;
  await expect(withDeadline({ ...endless, deadlineMs: 50, isPaused: () => isPaused }, never)).rejects.toThrow(
    /HERMES_ACTS_DEADLINE/,
  );
});
