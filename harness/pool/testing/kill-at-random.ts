import { digestOf } from '../../contract/canonical-json.ts';
import type { ChatReply } from '../../contract/chat.ts';
import { createPool } from '../create-pool.ts';
import type { PoolEvent } from '../pool.ts';
import { testerRequest, microTasks, nanoOptions } from './nano.ts';

/** What a run of `killAtRandom` left behind. */
interface Outcome {
  digest: string;
  answered: number;
  kills: number;
  events: PoolEvent[];
}

/**
 * Asks `requests` on two workers and kills a random live one with SIGKILL after each `requests / kills` answers; the choice comes
 * from a seeded generator. The digest is over all replies in request order.
 */
export async function killAtRandom(options: { requests: number; kills: number }): Promise<Outcome> {
  const events: PoolEvent[] = [];
  const tasks = microTasks(100);
  const replies: ChatReply[] = [];
  const every = options.kills === 0 ? Number.POSITIVE_INFINITY : Math.floor(options.requests / options.kills);
  let answered = 0;
  let kills = 0;
  let state = 12345;
  const log = (event: PoolEvent) => void events.push(event);
  await using pool = await createPool(await nanoOptions({ workers: 2, log }));
  const killOne = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const pids = pool.stats().flatMap(({ pid }) => (pid === null ? [] : [pid]));
    const victim = pids[(state >> 8) % pids.length];
    if (victim === undefined) return;
    process.kill(victim, 'SIGKILL');
    kills++;
  };
  await Promise.all(
    Array.from({ length: options.requests }, async (_, index) => {
      const task = tasks[index % tasks.length];
      if (task === undefined) throw new Error('no task');
      const request = testerRequest(task, { seed: index, sampling: { temperature: 0.8 } });
      const { reply } = await pool.complete(request, { traceId: `request-${index}` });
      replies[index] = reply;
      answered++;
      if (answered % every === 0 && kills < options.kills) killOne();
    }),
  );
  return { digest: digestOf(replies), answered, kills, events };
}

/** Pids of all processes a log names, that still exist. */
export function survivors(events: PoolEvent[]): number[] {
  const pids = events.filter(({ event }) => event === 'worker-spawned').map(({ pid }) => pid);
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
}
