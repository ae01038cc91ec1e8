import { readdirSync, readFileSync } from 'node:fs';
import { createSandbox, type ProgramInput, type VerdictStatus } from '../index.ts';

/** What a soak leaves behind in the process that ran it. */
export interface SoakReport {
  programs: number;
  verdicts: Record<string, number>;
  /** Programs whose verdict was not the one that every execution of it must have. */
  wrong: string[];
  zombies: number;
  children: number;
  descriptors: { before: number; after: number };
  memoryMiB: { before: number; after: number };
  wallMs: number;
}

const limits = { cpuMs: 150, wallMs: 20_000, memoryMiB: 64, logBytes: 4096, outputBytes: 16_384 };
const add = 'function solution(a, b) { return a + b; }';
const cases = [{ args: [1, 2], expected: 3 }];

/** How often each program comes in a hundred, and the one verdict it must have. */
const mix: { weight: number; name: string; program: ProgramInput; status: VerdictStatus }[] = [
  { weight: 30, name: 'cases', program: { code: add, cases }, status: 'passed' },
  {
    weight: 22,
    name: 'test',
    program: { code: add, test: 'assert.equal(solution(1, 2), 3)' },
    status: 'passed',
  },
  {
    weight: 8,
    name: 'typescript',
    program: { lang: 'ts', code: 'export const solution = (a: number, b: number): number => a + b;', cases },
    status: 'passed',
  },
  {
    weight: 10,
    name: 'async',
    program: {
      code: 'async function solution(a, b) { await new Promise((r) => setTimeout(r, 50)); return a + b; }',
      cases,
    },
    status: 'passed',
  },
  {
    weight: 10,
    name: 'wrong',
    program: { code: 'function solution(a, b) { return a - b; }', cases },
    status: 'failed',
  },
  { weight: 5, name: 'throws', program: { form: 'body', code: 'throw new Error("no")' }, status: 'errored' },
  { weight: 4, name: 'syntax', program: { code: 'function (', cases }, status: 'errored' },
  {
    weight: 4,
    name: 'flood',
    program: {
      form: 'body',
      code: 'for (let i = 0; i < 1e3; i++) console.log("x".repeat(1e3)); return "x".repeat(1e6)',
    },
    status: 'errored',
  },
  {
    weight: 3,
    name: 'refused',
    program: { form: 'body', code: 'await fetch("http://127.0.0.1")' },
    status: 'errored',
  },
  { weight: 2, name: 'loop', program: { form: 'body', code: 'for (;;);' }, status: 'timed-out' },
  {
    weight: 1,
    name: 'native loop',
    program: { form: 'body', code: 'return [].indexOf.call({ length: 2 ** 53 - 1 }, 1)' },
    status: 'timed-out',
  },
  {
    weight: 1,
    name: 'grows',
    program: { form: 'body', code: 'const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))' },
    status: 'out-of-memory',
  },
];

/** Runs so many mixed programs, in an order that repeats, and measures what is left afterwards. */
export async function soak(programs: number, workers = 2): Promise<SoakReport> {
  const startedMs = performance.now();
  const verdicts: Record<string, number> = {};
  const wrong: string[] = [];
  const list = mix.flatMap((entry) => Array.from({ length: entry.weight }, () => entry));
  const run = async (from: number, to: number): Promise<void> => {
    await using sandbox = await createSandbox({ workers, limits });
    let next = from;
    const lane = async (): Promise<void> => {
      while (next < to) {
        const { name, program, status } = list[(next++ * 37) % list.length] as (typeof list)[number];
        const verdict = await sandbox.run(program);
        verdicts[verdict.status] = (verdicts[verdict.status] ?? 0) + 1;
        if (verdict.status !== status) wrong.push(`${name}: ${verdict.status}`);
      }
    };
    await Promise.all(Array.from({ length: workers }, lane));
  };
  // What is loaded lazily is loaded before the first measurement.
  const warmUp = Math.min(200, Math.floor(programs / 3));
  await run(0, warmUp);
  const before = measure();
  await run(warmUp, programs);
  const after = measure();
  return {
    programs,
    verdicts,
    wrong,
    zombies: childrenOf(process.pid).filter((state) => state === 'Z').length,
    children: childrenOf(process.pid).length,
    descriptors: { before: before.descriptors, after: after.descriptors },
    memoryMiB: { before: before.memoryMiB, after: after.memoryMiB },
    wallMs: performance.now() - startedMs,
  };
}

function measure(): { descriptors: number; memoryMiB: number } {
  (globalThis as { gc?: () => void }).gc?.();
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    memoryMiB: process.memoryUsage().rss / 2 ** 20,
  };
}

/** States of the child processes of a process. */
function childrenOf(pid: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, 'latin1');
        const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ') as [string, string];
        return Number(parent) === pid ? [state] : [];
      } catch {
        return [];
      }
    });
}
