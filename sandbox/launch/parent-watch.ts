import { isMainThread } from 'node:worker_threads';

const heartbeatMs = 250;

/**
 * Ends this process when its parent is not, or is no longer, the expected one. `setpriv --pdeathsig` does the same on Linux
 * without waiting for the event loop, but misses a parent that died before it ran, and other platforms have no such thing.
 */
export function watchParent(parentPid: number | null): void {
  if (parentPid === null || !isMainThread) return;
  const check = (): void => {
    if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
  };
  check();
  setInterval(check, heartbeatMs).unref();
}
