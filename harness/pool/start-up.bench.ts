import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type BenchResult, benchResult, median } from '../cli/bench/bench-result.ts';
import { createPool } from './create-pool.ts';
import type { Pool } from './pool.ts';
import { coderRequest, microTasks, nanoOptions } from './testing/nano.ts';

const roundCount = 5;

/**
 * Milliseconds to the first token: cold from the spawn of a worker (load and warm-up included) beside the start of a bare Node process,
 * warm on a ready worker beside cold.
 */
export async function benchStartUp(): Promise<BenchResult[]> {
  const node: number[] = [];
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < roundCount; round++) {
    node.push(await elapsedMs(() => promisify(execFile)(process.execPath, ['-e', '0'])));
    const started = performance.now();
    await using pool = await createPool(await nanoOptions());
    await firstToken(pool);
    cold.push(performance.now() - started);
    warm.push(await elapsedMs(() => firstToken(pool)));
  }
  const coldMs = median(cold);
  return [
    benchResult({
      name: 'spawn to first token',
      value: coldMs,
      unit: 'ms',
      baseline: 'start of a bare Node process',
      baselineValue: median(node),
      better: 'lower',
    }),
    benchResult({
      name: 'first token on a ready worker',
      value: median(warm),
      unit: 'ms',
      baseline: 'spawn to first token',
      baselineValue: coldMs,
      better: 'lower',
    }),
  ];
}

async function firstToken(pool: Pool): Promise<void> {
  const [task] = microTasks(1);
  if (task === undefined) throw new Error('no task');
  await new Promise<void>((resolve, reject) => {
    const abort = new AbortController();
    const onText = () => {
      resolve();
      abort.abort();
    };
    pool.complete(coderRequest(task), { onText, signal: abort.signal }).catch(reject);
  });
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
