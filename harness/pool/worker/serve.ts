import { childMain } from '../../wire/child-main.ts';
import { type LogLine, workerChild } from '../worker-protocol.ts';
import { answer } from './answer.ts';
import { type Engine, loadEngine } from './load-engine.ts';

/** Serves one pool in this process until its parent closes the pipe. */
export function serveWorker(): void {
  let engine: Engine | undefined;
  let tell: (line: LogLine) => void = () => undefined;
  childMain(
    workerChild,
    {
      async start(settings, { progress }) {
        tell = progress;
        const loaded = await loadEngine(settings, (level, message) => tell({ level, message }));
        engine = loaded.engine;
        return loaded.ready;
      },
      async complete({ request, stream }, { signal, progress }) {
        if (engine === undefined) throw new Error('asked before the model was loaded');
        const answered = await answer(engine, request, { signal, onText: stream ? progress : undefined });
        return answered === 'cancelled' ? null : answered;
      },
      logs(_none, { progress }) {
        tell = progress;
        return new Promise(() => undefined);
      },
    },
    { faultCode: 'HERMES_POOL_WORKER' },
  );
}
