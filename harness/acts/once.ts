/** Makes at-least-once delivery execute once: calls with the same key share one execution and its result. */
export interface Once<T> {
  /**
   * The result of the execution of this key, started by the first call and joined by the others. The execution's signal aborts when every
   * call that waits for it has been aborted; an execution that failed or was aborted is forgotten. Rejects with what `start` rejects
   * with, or with the reason of this call's signal.
   */
  run(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Finished results are remembered until they weigh more than `capacity` together; then the oldest go first. */
export function createOnce<T>(options: { capacity: number; weigh: (result: T) => number }): Once<T> {
  const executions = new Map<string, Execution<T>>();
  let weight = 0;
  return {
    run: async (key, signal, start) => {
      signal.throwIfAborted();
      return await join(executions.get(key) ?? begin(key, start), signal);
    },
  };

  function begin(key: string, start: (signal: AbortSignal) => Promise<T>): Execution<T> {
    const controller = new AbortController();
    const execution: Execution<T> = {
      controller,
      waiting: 0,
      weight: null,
      result: Promise.resolve().then(() => start(controller.signal)),
    };
    executions.set(key, execution);
    execution.result.then(
      (result) => remember(key, execution, options.weigh(result)),
      () => forget(key, execution),
    );
    controller.signal.addEventListener('abort', () => forget(key, execution), { once: true });
    return execution;
  }

  function remember(key: string, execution: Execution<T>, itsWeight: number): void {
    execution.weight = itsWeight;
    // Aborted meanwhile: the key is free, or another execution's.
    if (executions.get(key) !== execution) return;
    weight += itsWeight;
    for (const [oldKey, old] of executions) {
      if (weight <= options.capacity) return;
      if (old.weight === null) continue;
      executions.delete(oldKey);
      weight -= old.weight;
    }
  }

  function forget(key: string, execution: Execution<T>): void {
    if (executions.get(key) === execution) executions.delete(key);
  }
}

interface Execution<T> {
  controller: AbortController;
  result: Promise<T>;
  waiting: number;
  /** null while it runs. */
  weight: number | null;
}

async function join<T>(execution: Execution<T>, signal: AbortSignal): Promise<T> {
  execution.waiting += 1;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([execution.result, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    execution.waiting -= 1;
    if (execution.waiting === 0 && execution.weight === null) execution.controller.abort(signal.reason);
  }
}
