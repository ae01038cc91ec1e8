import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Launch, plainLaunch, spawnNode } from '../process/launch.ts';
import { openCanaryListeners } from './canary-listeners.ts';
import type { SealPolicyInput } from './policy.ts';
import { createPrivateDirectory } from './run-directory.ts';
import { sealedLaunch } from './sealed-launch.ts';

/** One measured ratio. */
export interface BenchResult {
  name: string;
  value: number;
  unit: 'ms';
  baseline: string;
  baselineValue: number;
  /** value / baselineValue. */
  ratio: number;
  better: 'lower';
}

const ROUND_TRIPS = 1000;

const echo = `
process.on('message', (message) => process.send(message));
process.send('up');
`;

/**
 * What the seal costs: start-up until the first message (canaries included) and 1,000 IPC round trips, sealed against
 * unsealed in alternation, medians of `repeats`. Prints one line per ratio unless `quiet`.
 */
export async function benchSeal({
  repeats = 7,
  namespace,
  quiet = false,
}: {
  repeats?: number;
  namespace: boolean;
  quiet?: boolean;
}): Promise<BenchResult[]> {
  await using directory = await createPrivateDirectory();
  await using listeners = await openCanaryListeners();
  const path = join(directory.path, 'echo.mjs');
  writeFileSync(path, echo);
  const policy: SealPolicyInput = {
    role: 'model-worker',
    socketPrefixes: [directory.path],
    ledgerDir: join(directory.path, 'ledger'),
    mayStartChildren: true,
    useNock: true,
    canaries: listeners.targets,
    runStartMs: Date.now(),
  };
  const launches: Record<string, () => Launch> = {
    unsealed: plainLaunch,
    sealed: () => sealedLaunch(policy, { namespace }),
    'sealed without nock': () => sealedLaunch({ ...policy, role: 'sandbox', useNock: false }, { namespace }),
  };
  const samples = new Map(Object.keys(launches).map((name) => [name, [] as Sample[]]));
  for (let round = 0; round < repeats; round += 1) {
    for (const [name, launch] of Object.entries(launches))
      samples.get(name)?.push(await measure(launch(), path));
  }
  const results = compare(samples, namespace ? 'kernel' : 'process');
  if (!quiet) for (const result of results) process.stdout.write(`${describe(result)}\n`);
  return results;
}

interface Sample {
  startMs: number;
  roundTripsMs: number;
}

async function measure(launch: Launch, path: string): Promise<Sample> {
  const begin = performance.now();
  const child = spawnNode(launch, { path, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  const up = performance.now();
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const back = once(child, 'message');
    child.send(trip);
    await back;
  }
  const end = performance.now();
  child.kill('SIGKILL');
  await once(child, 'close');
  return { startMs: up - begin, roundTripsMs: end - up };
}

function compare(samples: ReadonlyMap<string, Sample[]>, level: string): BenchResult[] {
  const base = samples.get('unsealed') ?? [];
  const measures = [
    ['start-up to first message', (sample: Sample) => sample.startMs],
    ['1,000 IPC round trips', (sample: Sample) => sample.roundTripsMs],
  ] as const;
  return ['sealed', 'sealed without nock'].flatMap((name) =>
    measures.map(([what, pick]) => {
      const value = median((samples.get(name) ?? []).map(pick));
      const baselineValue = median(base.map(pick));
      return {
        name: `${what}, ${name}, level ${level}`,
        value,
        unit: 'ms',
        baseline: `${what}, unsealed`,
        baselineValue,
        ratio: value / baselineValue,
        better: 'lower',
      } as const;
    }),
  );
}

function describe({ name, value, baselineValue, ratio }: BenchResult): string {
  return `${name}: ${value.toFixed(1)} ms, ${ratio.toFixed(2)} × unsealed (${baselineValue.toFixed(1)} ms)`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

if (import.meta.main) {
  await benchSeal({ namespace: false });
  await benchSeal({ namespace: true });
}
