import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createSandbox, type ProgramInput, type Verdict } from '../index.ts';
import { nodePath } from '../launch/index.ts';
import { childTicks, killBusyChild } from './deaths.fixture.ts';

const limits = { cpuMs: 8_000, wallMs: 60_000 };
/** Right; how long it is on a CPU grows with the rounds, 1e8 is some half second. */
function counting(rounds: number): ProgramInput {
  return {
    code: `function solution(n) { let x = 0; for (let i = 0; i < ${rounds}; i++) x = (x + i) | 0; return n + (x & 0); }`,
    cases: [{ args: [2], expected: 2 }],
  };
}
const ourFault = /^HERMES_SANDBOX_(?:LOST|SPAWN)$/;
const slow = counting(1e8);
const slower = counting(4e8);

function comparable({ usage: _usage, ...rest }: Verdict): unknown {
  return rest;
}

describe('a death that nobody here decided', () => {
  test('is tried once more alone: the verdict is what it would have been', async () => {
    await using sandbox = await createSandbox({ workers: 2, limits });
    const undisturbed = await sandbox.run(slow);
    const [disturbed, beside] = await Promise.all([sandbox.run(slow), sandbox.run(slow), killBusyChild(10)]);
    expect(undisturbed).toMatchObject({ status: 'passed', tainted: false });
    expect([disturbed, beside].map(comparable)).toEqual([undisturbed, undisturbed].map(comparable));
  });

  test('is our fault the second time, and never a verdict', async () => {
    await using sandbox = await createSandbox({ limits });
    const kills = killBusyChild(60).then(async () => killBusyChild(60));
    await expect(sandbox.run(slower)).rejects.toMatchObject({
      code: 'HERMES_SANDBOX_LOST',
      value: 'signal SIGKILL',
    });
    await kills;
    expect(await sandbox.run(slow)).toMatchObject({ status: 'passed' });
  });

  test('of the compiler is no verdict either', async () => {
    await using sandbox = await createSandbox({ limits: { ...limits, cpuMs: 20_000 } });
    const field = 'x?: { a: Array<Map<string, [number, string]>> | null } & Record<string, unknown>;';
    const types = Array.from({ length: 30_000 }, (_, n) => `interface I${n} { ${field} }`).join('\n');
    const program: ProgramInput = {
      lang: 'ts',
      code: `${types}\nexport function solution(n: number): number { return n + 1; }`,
      cases: [{ args: [1], expected: 2 }],
    };
    const [verdict] = await Promise.all([sandbox.run(program), killBusyChild(2)]);
    expect(verdict).toMatchObject({ status: 'passed', tainted: false });
  });

  test('at random moments changes no verdict of a whole set of programs', async () => {
    await using sandbox = await createSandbox({ workers: 2, limits });
    const programs = Array.from({ length: 12 }, (_, n) => ({
      ...slow,
      cases: [{ args: [n], expected: n % 3 === 0 ? -1 : n }],
    }));
    const all = async (): Promise<Verdict[]> =>
      Promise.all(programs.map(async (program) => sandbox.run(program)));
    const undisturbed = await all();
    const over = new AbortController();
    const killer = async (): Promise<number> => {
      let kills = 0;
      for (; !over.signal.aborted; await new Promise((resolve) => setTimeout(resolve, 900))) {
        const pids = [...childTicks().keys()];
        const pid = pids[Math.floor(Math.random() * pids.length)];
        if (pid === undefined) continue;
        process.kill(pid, 'SIGKILL');
        kills += 1;
      }
      return kills;
    };
    const kills = killer();
    const settled = await Promise.allSettled(programs.map(async (program) => sandbox.run(program)));
    over.abort();
    expect(await kills).toBeGreaterThan(0);
    settled.forEach((outcome, n) => {
      if (outcome.status === 'fulfilled')
        expect(comparable(outcome.value)).toEqual(comparable(undisturbed[n] as Verdict));
      else expect(outcome.reason).toMatchObject({ code: 'HERMES_SANDBOX_LOST' });
    });
    expect(settled.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(6);
  });

  test('in want of descriptors is a fault with a code, and the supervisor lives', () => {
    const script = fileURLToPath(new URL('deaths-descriptors.fixture.ts', import.meta.url));
    const { stdout, status, stderr } = spawnSync(
      '/bin/sh',
      ['-c', 'ulimit -n 64; exec "$0" "$@"', nodePath(), script],
      {
        encoding: 'utf8',
        timeout: 120_000,
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      starved: [expect.stringMatching(ourFault), expect.stringMatching(ourFault)],
      fed: 'passed',
    });
  });
});
