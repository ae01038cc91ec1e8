import { type DestinationStream, destination, type Logger, pino } from 'pino';

/** The structured log of a run host: `log.jsonl` in the run directory. Part of no digest; trace ids and pids belong here. */
export interface RunLog extends Disposable {
  logger: Logger;
}

/** Opens the log. Lines are written at once, so that a kill loses none; lines that a full disk refuses are lost, and nothing else. */
export function openRunLog(path: string): RunLog {
  const stream: DestinationStream & { end(): void; on(name: 'error', told: () => void): unknown } =
    destination({ dest: path, sync: true });
  stream.on('error', () => undefined);
  return { logger: pino({ base: null }, stream), [Symbol.dispose]: () => stream.end() };
}
