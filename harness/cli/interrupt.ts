/** A terminal sends Ctrl-C to all processes in front, and `hermes.mjs` passes it on: within this time a repeat is the same signal. */
const sameSignalMs = 1_000;

/** Aborts with the first SIGINT or SIGTERM that this process gets; a later one ends it at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      controller.abort(new Error('interrupted'));
    } else if (performance.now() - firstMs >= sameSignalMs) {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal);
      process.kill(process.pid, signal);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  return controller.signal;
}
