import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createSandbox, type ProgramInput, type Verdict } from './index.ts';

const add: ProgramInput = {
  code: 'function solution(a, b) { return a + b; }',
  cases: [{ args: [1, 2], expected: 3 }],
};
const limits = { cpuMs: 400, wallMs: 20_000, memoryMiB: 96 };

/** Far from the CPU limit, for programs that are to end at another one. */
const far = { cpuMs: 10_000 };

const programs: ProgramInput[] = [
  add,
  {
    code: 'let calls = 0; function solution() { return ++calls; }',
    cases: [
      { args: [], expected: 1 },
      { args: [], expected: 2 },
    ],
  },
  {
    code: 'globalThis.leak = 1; Array.prototype.map = null; function solution() { return 1; }',
    test: 'assert.equal(solution(), 1)',
  },
  {
    form: 'body',
    code: 'return [typeof leak, typeof [].map, Math.random(), Date.now(), new Date().toString(), (1.5).toLocaleString()]',
  },
  { form: 'body', code: 'for (;;);' },
  { form: 'body', code: 'const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))', limits: far },
  { form: 'body', code: 'const m = new Map(); for (let i = 0; ; i++) m.set(i, i)', limits: far },
  { form: 'body', code: 'console.log("seen"); throw { get message() { for (;;); } }' },
  {
    lang: 'ts',
    code: 'export enum E { A = 1 }\nexport function solution(): E { return E.A; }',
    cases: [{ args: [], expected: 1 }],
  },
  { form: 'body', code: 'setInterval(() => {}, 1); return 1' },
  { code: 'function solution() { return new Promise(() => {}); }', test: 'await solution()' },
];

/** What must be the same every time. */
function comparable(verdict: Verdict): unknown {
  const { usage: _usage, levels: _levels, engine: _engine, ...rest } = verdict;
  return verdict.tainted ? { status: verdict.status } : rest;
}

describe('verdicts', () => {
  test('are the same in both modes of reuse, in any order and side by side', async () => {
    await using clean = await createSandbox({ reuse: 'clean', workers: 2, limits });
    await using never = await createSandbox({ reuse: 'never', limits });
    const inOrder: unknown[] = [];
    for (const program of programs) inOrder.push(comparable(await never.run(program)));
    const reversed = await Promise.all(programs.toReversed().map(async (program) => clean.run(program)));
    expect(reversed.toReversed().map(comparable)).toEqual(inOrder);
  });

  test('do not depend on zone and locale of the host', async () => {
    const zones = [
      ['UTC', 'C'],
      ['Asia/Tokyo', 'ja_JP.UTF-8'],
      ['America/New_York', 'de_DE.UTF-8'],
    ] as const;
    const values = await Promise.all(zones.map(async ([TZ, LC_ALL]) => valueUnder({ TZ, LC_ALL })));
    expect(new Set(values).size).toBe(1);
    expect(values[0]).toContain('Coordinated Universal Time');
  });

  test('of level paranoid come without a JIT and are the same', async () => {
    await using sandbox = await createSandbox({
      levels: { engine: 'paranoid' },
      requireLevels: { engine: 'paranoid' },
    });
    for (const program of [programs[2], programs[8]] as ProgramInput[]) {
      expect(await sandbox.run(program)).toMatchObject({ status: 'passed', levels: { engine: 'paranoid' } });
    }
  });
});

describe.runIf(process.platform === 'linux')('confined processes', () => {
  test('that die while they wait are nobody’s fault', async () => {
    await using sandbox = await createSandbox({ workers: 1 });
    for (let round = 0; round < 3; round += 1) {
      for (const pid of confinedChildren()) process.kill(pid, 'SIGKILL');
      expect(await sandbox.run(add)).toMatchObject({ status: 'passed' });
    }
  });

  test('that are killed while a program runs are replaced: it gets the verdict it would have had, and so does the next one', async () => {
    await using sandbox = await createSandbox({ workers: 1, limits: { cpuMs: 2_000, wallMs: 60_000 } });
    const running = sandbox.run({ form: 'body', code: 'for (;;);' });
    await busyChild().then((pid) => process.kill(pid, 'SIGKILL'));
    expect(await running).toMatchObject({ status: 'timed-out' });
    expect(await sandbox.run(add)).toMatchObject({ status: 'passed' });
  });

  test('die with their parent, even in the middle of a native loop', async () => {
    const entry = fileURLToPath(new URL('./index.ts', import.meta.url));
    const script = `const { createSandbox } = await import(${JSON.stringify(entry)});
      const sandbox = await createSandbox({ limits: { cpuMs: 60000, wallMs: 60000 } });
      void sandbox.run({ form: 'body', code: 'return [].indexOf.call({ length: 2 ** 53 - 1 }, 1)' });
      setTimeout(() => process.stdout.write('running'), 500);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const orphans = confinedChildren(parent.pid);
    parent.kill('SIGKILL');
    await once(parent, 'close');
    expect(orphans.length).toBeGreaterThan(0);
    await expect.poll(() => orphans.filter(isAlive), { timeout: 5000 }).toEqual([]);
  });

  test('do not outlive the sandbox', async () => {
    const before = confinedChildren().length;
    const sandbox = await createSandbox({ workers: 2 });
    const running = sandbox.run({
      form: 'body',
      code: 'for (;;);',
      limits: { cpuMs: 60_000, wallMs: 60_000 },
    });
    const outcome = running.catch((error: unknown) => error);
    await busyChild();
    await sandbox[Symbol.asyncDispose]();
    expect(await outcome).toMatchObject({ code: 'HERMES_SANDBOX_CLOSED' });
    expect(confinedChildren().length).toBe(before);
  });
});

async function valueUnder(environment: Record<string, string>): Promise<string> {
  const entry = fileURLToPath(new URL('./index.ts', import.meta.url));
  const code =
    'const l = []; for (let i = 0; i < 5; i++) l.push(Math.random(), new Date(i * 1e11).toString(), (1234.5).toLocaleString(), ["ä", "z", "a"].sort(Intl.Collator().compare).join()); return l';
  const script = `const { createSandbox } = await import(${JSON.stringify(entry)});
    await using sandbox = await createSandbox();
    process.stdout.write((await sandbox.run({ form: 'body', code: ${JSON.stringify(code)} })).value);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text(child.stdout);
}

/** Confined processes that a process started. */
function confinedChildren(parent = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [state, ppid] = statOf(pid);
      return Number(ppid) === parent && state !== 'Z' && commandOf(pid).includes('confined.cjs');
    });
}

async function busyChild(): Promise<number> {
  for (;;) {
    const busy = confinedChildren().find((pid) => Number(statOf(pid)[11]) > 40 && statOf(pid)[0] === 'R');
    if (busy !== undefined) return busy;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  const [state] = statOf(pid);
  return state !== undefined && state !== 'Z';
}
