import type { IsolateJob, Report } from '../isolate/job.ts';
import type { Limits } from '../program.ts';
import type { Usage } from '../verdict.ts';
import type { ConfinedProcess } from './confined-process.ts';
import type { Death } from './death.ts';
import type { Gauge } from './gauge.ts';
import { type LimitHit, Watch } from './watch.ts';

/** Escaped twice, a character of output takes at most this many bytes on the line. */
const bytesPerCharacter = 14;
/** Realms of one program, each with a bounded console. */
const maxRealms = 2;
const lineRestBytes = 4 * 1_048_576;

/** How one execution of a program ended, by facts that the supervisor owns. */
export type ExecutionEnd =
  /** The process gave one well-formed report before any limit. */
  | { type: 'report'; report: Report }
  /** The supervisor killed it at a limit. */
  | { type: 'limit'; hit: LimitHit }
  /** The process ended without a report, and the supervisor did not end it. `isIdle` = before it had even begun with the program. */
  | { type: 'crash'; exit: Death; isIdle: boolean }
  /** The process said more than it may, or something that is no message; it was killed. */
  | { type: 'flood' }
  /** The compiler refused the program, or its test; `name` of the error when it is not its syntax. */
  | { type: 'refused'; message: string; isTest?: boolean | undefined; name?: 'TypeCheckError' | undefined };

/** One execution: how it ended, what it printed and used. */
export interface Execution {
  ending: ExecutionEnd;
  logs: string;
  usage: Usage;
}

export interface ExecuteOptions {
  job: IsolateJob;
  limits: Limits;
  gauge: Gauge;
  signal?: AbortSignal | undefined;
}

/**
 * Executes one job in a confined process and watches it from outside. Whatever does not end in one well-formed report before the limits
 * ends in SIGKILL. Rejects only with the signal's reason.
 */
export async function execute(confined: ConfinedProcess, options: ExecuteOptions): Promise<Execution> {
  const { job, limits, gauge, signal } = options;
  const { promise, resolve } = Promise.withResolvers<ExecutionEnd>();
  let logs = '';
  let isStarted = false;
  const end = (ending: ExecutionEnd): void => {
    if (ending.type !== 'report') confined.kill();
    resolve(ending);
  };
  gauge.resetPeak(confined.pid);
  using watch = new Watch({
    pid: confined.pid,
    gauge,
    base: {
      cpuMs: gauge.read(confined.pid)?.cpuMs ?? 0,
      memoryMiB: confined.base.memoryMiB,
    },
    limits,
    onHit: (hit) => end({ type: 'limit', hit }),
  });
  const abort = (): void => confined.kill();
  signal?.addEventListener('abort', abort, { once: true });
  void confined.exited.then((exit) => resolve({ type: 'crash', exit, isIdle: !isStarted }));
  const maxLineBytes = lineRestBytes + bytesPerCharacter * (limits.outputBytes + limits.logBytes);
  confined.send(job, maxLineBytes, (said) => {
    if (said === 'flood') return end({ type: 'flood' });
    if (said.type === 'ready' || said.id !== job.id) return end({ type: 'flood' });
    if (said.type === 'started') isStarted = true;
    if (said.type === 'log') {
      logs += said.text;
      if (logs.length > maxRealms * limits.logBytes) return end({ type: 'flood' });
    }
    if (said.type === 'result' && watch.check() === undefined) end({ type: 'report', report: said.report });
  });
  const ending = await promise;
  signal?.removeEventListener('abort', abort);
  if (ending.type !== 'report') await confined.exited;
  signal?.throwIfAborted();
  return { ending, logs, usage: watch.usage() };
}
