import { HermesError } from '../contract/errors.ts';

/**
 * Runs the action with a signal that aborts at the deadline or with the first of the caller's signals, and stops waiting then even if the
 * action does not. Rejects with HERMES_ACTS_DEADLINE, or with the reason of that signal. Leaves no listener behind.
 */
export async function withDeadline<T>(
  options: { deadlineMs: number; signals: readonly (AbortSignal | undefined)[]; who: string },
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { deadlineMs, who } = options;
  const outer = options.signals.filter((signal) => signal !== undefined);
  for (const signal of outer) signal.throwIfAborted();
  const controller = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    controller.abort(reason);
    stopped.reject(reason);
  };
  const onOuter = (event: Event) => stop((event.target as AbortSignal).reason);
  const timer = setTimeout(() => stop(deadlineError(who, deadlineMs)), deadlineMs);
  for (const signal of outer) signal.addEventListener('abort', onOuter, { once: true });
  try {
    return await Promise.race([action(controller.signal), stopped.promise]);
  } finally {
    clearTimeout(timer);
    for (const signal of outer) signal.removeEventListener('abort', onOuter);
  }
}

function deadlineError(who: string, deadlineMs: number): HermesError {
  return new HermesError('HERMES_ACTS_DEADLINE', {
    message: `${who} gave no answer within ${deadlineMs} ms.`,
    fix: 'raise the deadline of the role, or look why the agent does not answer.',
  });
}
