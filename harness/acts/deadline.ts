import { HermesError } from '../contract/errors.ts';

/** Time that an agent may take. */
export interface Deadline {
  deadlineMs: number;
  /** Whether it waits for us now: such time does not count. */
  isPaused?: (() => boolean) | undefined;
}

/** How often the clock of a deadline is read at least, and the longest time between two readings that counts: in a longer one this process was stopped itself (Ctrl-Z). */
const longestSliceMs = 250;
const longestGapMs = 1_000;

/**
 * Runs the action with a signal that aborts at the deadline or with the first of the caller's signals, and stops waiting then even if the
 * action does not. Rejects with HERMES_ACTS_DEADLINE (HERMES_ACTS_STARVED for an agent of ours), or with the reason of that signal. Leaves no listener behind.
 */
export async function withDeadline<T>(
  options: Deadline & {
    signals: readonly (AbortSignal | undefined)[];
    who: string;
    isOurs?: boolean | undefined;
  },
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const outer = options.signals.filter((signal) => signal !== undefined);
  for (const signal of outer) signal.throwIfAborted();
  const controller = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    controller.abort(reason);
    stopped.reject(reason);
  };
  const onOuter = (event: Event) => stop((event.target as AbortSignal).reason);
  const timer = startClock(options, () => stop(deadlineError(options)));
  for (const signal of outer) signal.addEventListener('abort', onOuter, { once: true });
  try {
    return await Promise.race([action(controller.signal), stopped.promise]);
  } finally {
    clearInterval(timer);
    for (const signal of outer) signal.removeEventListener('abort', onOuter);
  }
}

function startClock({ deadlineMs, isPaused }: Deadline, onEnd: () => void): NodeJS.Timeout {
  let leftMs = deadlineMs;
  let readMs = performance.now();
  const timer = setInterval(
    () => {
      const nowMs = performance.now();
      if (isPaused?.() !== true) leftMs -= Math.min(nowMs - readMs, longestGapMs);
      readMs = nowMs;
      if (leftMs > 0) return;
      clearInterval(timer);
      onEnd();
    },
    Math.min(longestSliceMs, Math.ceil(deadlineMs / 10)),
  );
  return timer;
}

function deadlineError({
  who,
  deadlineMs,
  isOurs,
}: Deadline & { who: string; isOurs?: boolean | undefined }): HermesError {
  return isOurs === true
    ? new HermesError('HERMES_ACTS_STARVED', {
        message: `${who}, an agent of ours, gave no answer within ${deadlineMs} ms of its own time.`,
        value: deadlineMs,
        fix: 'use fewer workers on this machine, or raise deadlines.agentMs.',
      })
    : new HermesError('HERMES_ACTS_DEADLINE', {
        message: `${who} gave no answer within ${deadlineMs} ms.`,
        value: deadlineMs,
        fix: 'raise deadlines.agentMs, or look why the agent does not answer.',
      });
}
