import { type FromWorker, ToWorker } from '../messages.ts';
import { answer } from './answer.ts';
import { type Engine, loadEngine } from './load-engine.ts';
import { faultOf } from '../../contract/fault.ts';

/** Serves one pool over the process's IPC channel; ends the process on `stop` and when the parent goes away. */
export function serveWorker(host: NodeJS.Process): void {
  const running = new Map<number, AbortController>();
  let engine: Engine | undefined;
  const say = (message: FromWorker) => void host.send?.(message);
  const ask = async (message: Extract<ToWorker, { type: 'ask' }>) => {
    const { id, request } = message;
    const abort = new AbortController();
    running.set(id, abort);
    try {
      if (engine === undefined) throw new Error('asked before the model was loaded');
      const onText = message.stream ? (text: string) => say({ type: 'text', id, text }) : undefined;
      const answered = await answer(engine, request, { signal: abort.signal, onText });
      say(answered === 'cancelled' ? { type: 'cancelled', id } : { type: 'answer', id, ...answered });
    } catch (error) {
      say({ type: 'failed', id, fault: faultOf(error, 'HERMES_POOL_WORKER') });
    } finally {
      running.delete(id);
    }
  };
  const load = async (message: Extract<ToWorker, { type: 'load' }>) => {
    try {
      const log = (level: string, text: string) => say({ type: 'log', level, message: text });
      const loaded = await loadEngine(message.settings, log);
      engine = loaded.engine;
      say(loaded.ready);
    } catch (error) {
      say({ type: 'refused', fault: faultOf(error, 'HERMES_POOL_WORKER') });
    }
  };
  host.on('message', (raw) => {
    const message = ToWorker.parse(raw);
    if (message.type === 'load') void load(message);
    else if (message.type === 'ask') void ask(message);
    else if (message.type === 'cancel') running.get(message.id)?.abort();
    else host.exit(0);
  });
  host.on('disconnect', () => host.exit(0));
}
