import { readFileSync } from 'node:fs';
import { type BenchResult, benchResult } from '../cli/bench/bench-result.ts';
import { createPool } from './create-pool.ts';
import { coderRequest, microTasks, nanoOptions } from './testing/nano.ts';

/** What the workers of one pool take together, in MiB. */
interface Usage {
  pssMiB: number;
  /** PSS of the mapped model file alone. */
  mappedMiB: number;
}

/**
 * Memory (PSS) of 1, 2 and 4 workers on one model, Linux only. The mapped file is shared: its part does not grow with the workers. Everything
 * else is each worker's own, llama.cpp's repacked copy of quantised weights included. Another model can be given by path.
 */
export async function benchMemory(options: { modelPath?: string } = {}): Promise<BenchResult[]> {
  if (process.platform !== 'linux') return [];
  const one = await usageOf(1, options);
  const rows: BenchResult[] = [];
  for (const workers of [2, 4]) {
    const usage = await usageOf(workers, options);
    rows.push(
      benchResult({
        name: `memory of ${workers} workers`,
        value: usage.pssMiB,
        unit: 'MiB PSS',
        baseline: `${workers} × one worker`,
        baselineValue: workers * one.pssMiB,
        better: 'lower',
      }),
      benchResult({
        name: `mapped weights of ${workers} workers`,
        value: usage.mappedMiB,
        unit: 'MiB PSS',
        baseline: 'mapped weights of one worker',
        baselineValue: one.mappedMiB,
        better: 'lower',
      }),
    );
  }
  return rows;
}

async function usageOf(workers: number, options: { modelPath?: string }): Promise<Usage> {
  await using pool = await createPool(await nanoOptions({ workers, ...options }));
  await Promise.all(
    microTasks(workers * 2).map((task) => pool.complete(coderRequest(task, { sampling: { maxTokens: 20 } }))),
  );
  const usage: Usage = { pssMiB: 0, mappedMiB: 0 };
  for (const { pid, pssMiB } of pool.stats()) {
    usage.pssMiB += pssMiB ?? 0;
    usage.mappedMiB += mappedMiB(pid);
  }
  return usage;
}

/** PSS of the mappings of model files (a GGUF name, or a blob named by its digest). */
function mappedMiB(pid: number | null): number {
  const mappings = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/\n(?=[0-9a-f]+-[0-9a-f]+ )/);
  const models = mappings.filter((mapping) =>
    /\.gguf$|\/blobs\/[0-9a-f]+$/.test(mapping.split('\n')[0] ?? ''),
  );
  return models.reduce((sum, mapping) => sum + Number(/\nPss: +(\d+)/.exec(mapping)?.[1] ?? 0) / 1024, 0);
}
