/** Makes at-least-once delivery execute once: calls with the same key share one execution and its result. */
export interface Once<T> {
  /**
   * The result of the execution of this key, started by the first call and joined by the others. The execution's signal aborts when every
   * call that waits for it has been aborted; an execution that failed or was aborted is forgotten. Rejects with what `start` rejects
   * with, or with the reason of this call's signal.
   */
  run(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** `keep` = how many finished executions are remembered at least; the oldest go first. */
export function createOnce<T>(keep: number): Once<T> {
  const executions = new Map<string, Execution<T>>();
  return {
    run: async (key, signal, start) => {
      signal.throwIfAborted();
      const execution = executions.get(key) ?? begin(key, start);
      return await join(execution, signal);
    },
  };

  function begin(key: string, start: (signal: AbortSignal) => Promise<T>): Execution<T> {
    const controller = new AbortController();
    const execution: Execution<T> = {
      controller,
      waiting: 0,
      settled: false,
      result: Promise.resolve().then(() => start(controller.signal)),
    };
    executions.set(key, execution);
    const forget = () => {
      if (executions.get(key) === execution) executions.delete(key);
    };
    controller.signal.addEventListener('abort', forget, { once: true });
    execution.result.then(
      () => {
        execution.settled = true;
        trim(executions, keep);
      },
      () => {
        execution.settled = true;
        forget();
      },
    );
    return execution;
  }
}

interface Execution<T> {
  readonly controller: AbortController;
  readonly result: Promise<T>;
  waiting: number;
  settled: boolean;
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
    if (execution.waiting === 0 && !execution.settled) execution.controller.abort(signal.reason);
  }
}

function trim<T>(executions: Map<string, Execution<T>>, keep: number): void {
  if (executions.size <= keep) return;
  for (const [key, execution] of executions) {
    if (executions.size <= keep) return;
    if (execution.settled) executions.delete(key);
  }
}
