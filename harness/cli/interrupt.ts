import { readFileSync } from 'node:fs';

/** A terminal sends Ctrl-C to all processes in front, and `hermes.mjs` passes it on: within this time a repeat is the same signal. */
const sameSignalMs = 1_000;
const starterCheckMs = 500;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborts with the first SIGINT, SIGTERM or SIGHUP that this process gets; a later one ends it at once. npm and npx pass no signal on: their end counts as
 * SIGTERM. The reason says which it was.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      controller.abort(new Error(`interrupted by ${signal}`));
    } else if (performance.now() - firstMs >= sameSignalMs) {
      for (const name of signals) process.off(name, onSignal);
      process.kill(process.pid, signal);
    }
  };
  for (const name of signals) process.on(name, onSignal);
  watchStarter(() => {
    if (firstMs === undefined) onSignal('SIGTERM');
  });
  return controller.signal;
}

/** Resolves with the first SIGINT or SIGTERM: for verbs that serve until somebody ends them. */
export async function interrupted(): Promise<void> {
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

/** Tells once that the npm or npx which started this process has ended; looks on Linux only. */
function watchStarter(onEnd: () => void): void {
  const starter = process.env['npm_command'] === undefined ? undefined : npmAbove(process.ppid);
  if (starter === undefined) return;
  const timer = setInterval(() => {
    if (liveProcess(starter)?.isNpm === true) return;
    clearInterval(timer);
    onEnd();
  }, starterCheckMs).unref();
}

/** Pid of the nearest npm among a process and those above it. */
function npmAbove(pid: number): number | undefined {
  const found = liveProcess(pid);
  if (found === undefined || pid <= 1) return undefined;
  return found.isNpm ? pid : npmAbove(found.parent);
}

function liveProcess(pid: number): { isNpm: boolean; parent: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    if (/^State:\s+[ZX]/m.test(status)) return undefined;
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return { isNpm: /^Name:\s+(npm|npx)/m.test(status), parent };
  } catch {
    return undefined;
  }
}
