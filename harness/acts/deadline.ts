import { HermesError } from '../errors.ts';

/**
 * Runs the action with a signal that aborts at the deadline or with the caller's signal, and stops waiting then even if the action does not.
 * Rejects with HERMES_ACTS_DEADLINE, or with the reason of the caller's signal.
 */
export async function withDeadline<T>(
  options: { deadlineMs: number; signal?: AbortSignal | undefined; who: string },
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { deadlineMs, signal: outer, who } = options;
  outer?.throwIfAborted();
  const controller = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    controller.abort(reason);
    stopped.reject(reason);
  };
  const onOuter = () => stop(outer?.reason);
  const timer = setTimeout(() => stop(deadlineError(who, deadlineMs)), deadlineMs);
  outer?.addEventListener('abort', onOuter, { once: true });
  try {
    return await Promise.race([action(controller.signal), stopped.promise]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onOuter);
  }
}

function deadlineError(who: string, deadlineMs: number): HermesError {
  return new HermesError('HERMES_ACTS_DEADLINE', {
    message: `${who} gave no answer within ${deadlineMs} ms.`,
    fix: 'raise the deadline of the role, or look why the agent does not answer',
  });
}
