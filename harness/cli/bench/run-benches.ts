import { HermesError, messageOf } from '../../contract/errors.ts';
import { globSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../contract/package-files.ts';
import { measureFreeCores } from '../../pool/measure-free-cores.ts';
import { type BenchReport, type BenchResult, benchResult, Measured } from './bench-result.ts';

/**
 * Runs the exported `bench…` functions of every `*.bench.ts` of Hermes, one after the other, as often as asked. A benchmark that throws is listed
 * under `failed`; the others still run.
 */
export async function runBenches(options: {
  repetitions: number;
  /** Only files whose path contains this. */
  filter?: string | undefined;
  onBench?: ((name: string) => void) | undefined;
}): Promise<BenchReport> {
  const freeCores = await measureFreeCores();
  const samples: BenchResult[] = [];
  const failed: BenchReport['failed'] = [];
  for (const { name, bench } of await findBenches(options.filter ?? '')) {
    options.onBench?.(name);
    try {
      for (let i = 0; i < options.repetitions; i += 1)
        samples.push(
          ...Measured.array()
            .parse(await bench())
            .map(benchResult),
        );
    } catch (error) {
      failed.push({ name, error: messageOf(error) });
    }
  }
  const { node } = process.versions;
  const environment = {
    node,
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    freeCores,
  };
  return { schemaVersion: 1, environment, samples, results: summarize(samples), failed };
}

async function findBenches(filter: string): Promise<{ name: string; bench: () => Promise<unknown> }[]> {
  const files = globSync('{harness,sandbox}/**/*.bench.{ts,js}', { cwd: packageRoot })
    .filter((file) => file.includes(filter))
    .sort();
  const found = await Promise.all(
    files.map(async (file) => {
      const module = (await import(pathToFileURL(join(packageRoot, file)).href)) as Record<string, unknown>;
      return Object.entries(module)
        .filter(([name, value]) => name.startsWith('bench') && typeof value === 'function')
        .map(([name, value]) => ({ name: `${file}: ${name}`, bench: value as () => Promise<unknown> }));
    }),
  );
  if (found.flat().length > 0) return found.flat();
  throw new HermesError('HERMES_CONFIG_USAGE', {
    message: `no benchmark lies in a file whose path contains ${JSON.stringify(filter)}.`,
    value: filter,
    fix: 'name a part of a path, e.g. --filter acts, or leave --filter away.',
  });
}

/** The repetition with the median ratio stands for its result. */
function summarize(samples: BenchResult[]): BenchReport['results'] {
  return [...Map.groupBy(samples, (sample) => sample.name).values()].map((group) => {
    const sorted = group.toSorted((a, b) => a.ratio - b.ratio);
    const median = sorted[Math.floor((sorted.length - 1) / 2)] as BenchResult;
    return {
      ...median,
      lowestRatio: sorted[0]?.ratio ?? median.ratio,
      highestRatio: sorted.at(-1)?.ratio ?? median.ratio,
      repetitions: sorted.length,
    };
  });
}
