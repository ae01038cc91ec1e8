import { Socket } from 'node:net';
import type { HermesErrorCode } from '../contract/errors.ts';
import { type Call, type Handlers, serveCalls } from './calls.ts';
import { type ChildContract, childDescriptor, childLimitBytes } from './child-contract.ts';
import { LineChannel } from './lines.ts';

/**
 * The whole life of a child process of ours: answers its parent's calls, `start` first, and ends when the parent closes the pipe, also by dying.
 * `release` gives up what the process holds before it ends, once `start` has settled. Ctrl-C, and a signal to the whole process
 * group, are left to the parent, which knows what to keep.
 */
export function childMain<C extends ChildContract>(
  contract: C,
  handlers: Handlers<C>,
  options: { release?: (() => Promise<void>) | undefined; faultCode?: HermesErrorCode | undefined } = {},
): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const channel = new LineChannel(new Socket({ fd: childDescriptor }), { limitBytes: childLimitBytes });
  let starting: Promise<unknown> = Promise.resolve();
  const own = handlers as Handlers<{ start: Call }>;
  const start: typeof own.start = (...call) => {
    const started = own.start(...call);
    starting = started.catch(() => undefined);
    return started;
  };
  const onClose = async () => {
    let exitCode = 0;
    if (options.release !== undefined) {
      await starting;
      await options.release().catch(() => {
        exitCode = 3;
      });
    }
    process.exit(exitCode);
  };
  serveCalls(
    channel,
    { calls: contract, handlers: { ...handlers, start } },
    { faultCode: options.faultCode, onClose: () => void onClose() },
  );
}
