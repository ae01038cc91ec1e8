import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Bench } from 'tinybench';
import { createSandbox, type ProgramInput, type Sandbox } from './index.ts';
import { execute } from './process/execute.ts';
import { ConfinedProcess } from './process/confined-process.ts';
import { planSandbox, type SandboxPlan } from './process/plan.ts';

const run = promisify(execFile);
const msPerS = 1000;
const programCount = 100;
const processes = 12;

const code = `function solution(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}`;
const args = [['b', 'a', 'b']];
const expected = [
  ['a', 1],
  ['b', 2],
];
const testCode = `assert.deepEqual(solution(${JSON.stringify(args[0])}), ${JSON.stringify(expected)});`;
const withCases: ProgramInput = { code, cases: [{ args, expected }] };
const withTest: ProgramInput = { code, test: testCode };
/** The same program and the same check for plain Node, and for an isolate that has no assert. */
const forNode = `${code}\nconst assert = require('node:assert/strict');\n${testCode}`;
const forIsolate = `${code}\nif (JSON.stringify(solution(${JSON.stringify(args[0])})) !== ${JSON.stringify(JSON.stringify(expected))}) throw new Error('wrong');`;

/** Programs per second of one worker in mode `clean`, against one plain Node process per program and against a bare isolated-vm loop. */
export async function benchThroughput() {
  const plan = await planSandbox({});
  await using sandbox = await createSandbox({ reuse: 'clean' });
  const bare = msPerS / (await bareLoopMs(plan));
  const bench = new Bench({ time: 0, retainSamples: true, iterations: processes, warmup: false });
  bench.add('node', async () => run(process.execPath, ['-e', forNode]));
  await bench.run();
  const node = msPerS / medianOf(bench, 'node');
  const results = [];
  for (const [what, program] of [
    ['cases', withCases],
    ['test code', withTest],
  ] as const) {
    const value = msPerS / (await sequentialMs(sandbox, program));
    const measured = { value, unit: 'programs/s', better: 'higher' } as const;
    results.push(
      {
        ...measured,
        name: `sandbox ${what} / node`,
        baseline: 'one node process per program',
        baselineValue: node,
      },
      {
        ...measured,
        name: `sandbox ${what} / bare`,
        baseline: 'bare isolated-vm loop',
        baselineValue: bare,
      },
    );
  }
  return results;
}

/** From `run` to verdict in mode `never` with an idle pool, against starting a plain Node process. */
export async function benchFreshLatency() {
  await using sandbox = await createSandbox({ reuse: 'never' });
  const bench = new Bench({ time: 0, retainSamples: true, iterations: processes, warmup: false });
  bench.add('fresh', async () => sandbox.run(withCases), {
    // The pool has refilled: what is measured is the waiting of a caller who comes to an idle sandbox.
    beforeEach: async () => new Promise((resolve) => setTimeout(resolve, 250)),
  });
  bench.add('node', async () => run(process.execPath, ['-e', forNode]));
  await bench.run();
  const baselineValue = medianOf(bench, 'node');
  const latency = latencyOf(bench, 'fresh');
  const measured = { unit: 'ms', better: 'lower', baseline: 'one node process, p50', baselineValue } as const;
  return [
    { ...measured, name: 'sandbox fresh process p50', value: latency.p50 },
    {
      ...measured,
      name: 'sandbox fresh process p95',
      value: percentile(latency.samples ?? [], 0.95),
    },
  ];
}

/** How long after its wall limit a program that never ends is gone, against the goal of 150 ms. */
export async function benchKillOverrun() {
  const plan = await planSandbox({});
  const wallMs = 200;
  const sources = [
    'for (;;);',
    'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
    'return /^(a+)+$/.test("a".repeat(40) + "b")',
  ];
  const overruns: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (const source of sources) overruns.push((await killedAfterMs(plan, { source, wallMs })) - wallMs);
  }
  return [
    {
      name: 'sandbox kill overrun p95',
      value: percentile(overruns, 0.95),
      unit: 'ms',
      baseline: 'goal',
      baselineValue: 150,
      better: 'lower',
    },
  ];
}

/** Highest memory of programs that grow as fast as they can, against their cap. */
export async function benchMemoryPeak() {
  const memoryMiB = 256;
  await using sandbox = await createSandbox({ limits: { memoryMiB } });
  const bombs = [
    'const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))',
    'const a = []; for (;;) a.push(new Array(1e5).fill(1.5))',
    'let b = new ArrayBuffer(1 << 20, { maxByteLength: 2 ** 32 }); for (let n = 1; ; n *= 2) { b.resize(n << 20); new Uint8Array(b).fill(1) }',
    'return new Array(7e7).fill(1).length',
  ];
  const peaks: number[] = [];
  for (const bomb of bombs) peaks.push((await sandbox.run({ form: 'body', code: bomb })).usage.peakMemoryMiB);
  return [
    {
      name: 'sandbox memory peak',
      value: Math.max(...peaks),
      unit: 'MiB',
      baseline: 'memory cap',
      baselineValue: memoryMiB,
      better: 'lower',
    },
  ];
}

/** CPU-bound programs per second with two workers, against one. */
export async function benchTwoWorkers() {
  const program: ProgramInput = {
    form: 'body',
    code: 'let s = 0; for (let i = 0; i < 2e7; i++) s += i % 7; return s',
  };
  const rate = async (workers: number): Promise<number> => {
    await using sandbox = await createSandbox({ workers });
    // Every process of the pool has started and compiled before the clock runs.
    await Promise.all(Array.from({ length: 4 }, async () => sandbox.run(program)));
    const startedMs = performance.now();
    await Promise.all(Array.from({ length: 24 }, async () => sandbox.run(program)));
    return 24 / ((performance.now() - startedMs) / msPerS);
  };
  const baselineValue = await rate(1);
  return [
    {
      name: 'sandbox two workers',
      value: await rate(2),
      unit: 'programs/s',
      baseline: 'one worker',
      baselineValue,
      better: 'higher',
    },
  ];
}

/** Median milliseconds per program, one after the other. */
async function sequentialMs(sandbox: Sandbox, program: ProgramInput): Promise<number> {
  for (let warm = 0; warm < 5; warm += 1) await sandbox.run(program);
  const bench = new Bench({ time: 0, retainSamples: true, iterations: programCount, warmup: false });
  bench.add('program', async () => {
    const { status } = await sandbox.run(program);
    if (status !== 'passed') throw new Error(`the benchmark's program ${status}`);
  });
  await bench.run();
  return medianOf(bench, 'program');
}

async function bareLoopMs(plan: SandboxPlan): Promise<number> {
  const { stdout } = await run(process.execPath, [
    '--no-node-snapshot',
    fileURLToPath(new URL('./process/bare-loop.fixture.ts', import.meta.url)),
    plan.addonPath,
    String(programCount),
    forIsolate,
  ]);
  return Number(stdout);
}

async function killedAfterMs(
  plan: SandboxPlan,
  { source, wallMs }: { source: string; wallMs: number },
): Promise<number> {
  const confined = new ConfinedProcess(plan);
  await confined.ready;
  const startedMs = performance.now();
  await execute(confined, {
    job: {
      type: 'run',
      id: 'bench',
      code: source,
      form: 'body',
      entryPoint: 'solution',
      cases: [],
      call: true,
      crossing: 'data',
      memoryMiB: 256,
      outputBytes: 1000,
      logBytes: 1000,
      seed: 0,
      importName: 'require',
    },
    limits: { cpuMs: 60_000, wallMs, memoryMiB: 256, outputBytes: 1000, logBytes: 1000 },
    gauge: plan.gauge,
  });
  return performance.now() - startedMs;
}

function latencyOf(bench: Bench, name: string): { p50: number; samples: number[] | undefined } {
  const result = bench.getTask(name)?.result;
  if (result === undefined || !('latency' in result))
    throw new Error(`the benchmark ${name} did not complete`);
  return { p50: result.latency.p50, samples: result.latency.samples };
}

function medianOf(bench: Bench, name: string): number {
  return latencyOf(bench, name).p50;
}

function percentile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
