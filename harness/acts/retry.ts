/** When to try again: DESIGN.md §5. */
export interface RetryPolicy {
  tries: number;
  firstWaitMs: number;
  factor: number;
  maxWaitMs: number;
}

/** 200 ms × 1.6^k, at most 1.5 s, at most 4 tries. */
export const actRetry: RetryPolicy = { tries: 4, firstWaitMs: 200, factor: 1.6, maxWaitMs: 1_500 };

/** The wait after the try with this index (0 = the first), in milliseconds. */
export function waitAfterMs(tryIndex: number, policy: RetryPolicy = actRetry): number {
  return Math.min(policy.maxWaitMs, policy.firstWaitMs * policy.factor ** tryIndex);
}

/**
 * Tries until the action resolves, fails with something that is not worth another try, or the tries are used up; resolves with the
 * result and the number of tries. Waits end with the signal. `between` runs before each further try, e.g. to restart what died.
 */
export async function retrying<T>(options: {
  action: () => Promise<T>;
  again: (error: unknown) => boolean;
  between?: ((error: unknown, triesSoFar: number) => void | Promise<void>) | undefined;
  signal: AbortSignal;
  policy?: RetryPolicy | undefined;
}): Promise<{ value: T; tries: number }> {
  const policy = options.policy ?? actRetry;
  for (let index = 0; ; index += 1) {
    try {
      return { value: await options.action(), tries: index + 1 };
    } catch (error) {
      if (index + 1 >= policy.tries || !options.again(error)) throw error;
      await options.between?.(error, index + 1);
      await pause(waitAfterMs(index, policy), options.signal);
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
