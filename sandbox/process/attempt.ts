import type { Job } from '../isolate/job.ts';
import type { Limits } from '../program.ts';
import type { ConfinedProcess } from './confined-process.ts';
import type { Attempt, Ending } from './ending.ts';
import type { Gauge } from './gauge.ts';
import { Watch } from './watch.ts';

/** Escaped twice, a character of output takes at most this many bytes on the line. */
const bytesPerCharacter = 14;
/** Realms of one program, each with a bounded console. */
const maxRealms = 2;
const lineRestBytes = 4 * 1_048_576;

export interface AttemptOptions {
  job: Job;
  limits: Limits;
  gauge: Gauge;
  signal?: AbortSignal | undefined;
}

/**
 * Executes one job in a confined process and watches it from outside. Whatever does not end in one well-formed report before the limits
 * ends in SIGKILL. Rejects only with the signal's reason.
 */
export async function attempt(confined: ConfinedProcess, options: AttemptOptions): Promise<Attempt> {
  const { job, limits, gauge, signal } = options;
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let logs = '';
  let isStarted = false;
  const end = (ending: Ending): void => {
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
  void confined.exited.then((exit) => resolve({ type: 'crash', exit, isOurs: !isStarted }));
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
