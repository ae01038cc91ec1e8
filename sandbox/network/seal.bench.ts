import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Launch, plainLaunch, spawnNode } from '../launch/launch.ts';
import { openCanaryListeners } from './canary-listeners.ts';
import { probeKernelLevel } from '../launch/kernel-level.ts';
import type { SealPolicyInput } from './policy.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { sealedLaunch } from './sealed-launch.ts';

const roundTrips = 1000;

const echo = `
process.on('message', (message) => process.send(message));
process.send('up');
`;

/**
 * What the seal costs: start-up until the first message (canaries included) and 1,000 IPC round trips, sealed against
 * unsealed in alternation, medians of `repeats`; at level `process`, and at `kernel` where it is granted.
 */
export async function benchSeal({ repeats = 7 }: { repeats?: number | undefined } = {}) {
  const { level } = await probeKernelLevel();
  const atProcess = await benchLevel({ repeats, namespace: false });
  return level === 'kernel' ? [...atProcess, ...(await benchLevel({ repeats, namespace: true }))] : atProcess;
}

async function benchLevel({ repeats, namespace }: { repeats: number; namespace: boolean }) {
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
  return compare(samples, namespace ? 'kernel' : 'process');
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
  for (let trip = 0; trip < roundTrips; trip += 1) {
    const back = once(child, 'message');
    child.send(trip);
    await back;
  }
  const end = performance.now();
  child.kill('SIGKILL');
  await once(child, 'close');
  return { startMs: up - begin, roundTripsMs: end - up };
}

function compare(samples: ReadonlyMap<string, Sample[]>, level: string) {
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
        better: 'lower',
      } as const;
    }),
  );
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
