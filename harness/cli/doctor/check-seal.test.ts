import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSeal } from './check-seal.ts';

let temporaries: string;
const temporariesBefore = process.env['TMPDIR'];
beforeEach(() => {
  temporaries = mkdtempSync(join(tmpdir(), 'doctor-'));
  process.env['TMPDIR'] = temporaries;
});
afterEach(() => {
  if (temporariesBefore === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = temporariesBefore;
  rmSync(temporaries, { recursive: true });
});

const finding = async (name: string) => (await checkSeal()).find((one) => one.name === name);

describe('the seal of this machine', () => {
  test('names its level for every role, and the ways out that stay open at it', async () => {
    expect((await finding('seal level'))?.detail).toMatch(/^(kernel|process) for /);
    expect(await finding('uncovered routes')).toMatchObject({ status: 'ok' });
  });

  test('socket paths lie elsewhere where the folder of temporaries has too long a name', async () => {
    process.env['TMPDIR'] = join(temporaries, 'x'.repeat(80));
    mkdirSync(process.env['TMPDIR']);
    const elsewhere = await finding('socket paths');
    expect(elsewhere).toMatchObject({ status: 'ok' });
    expect(elsewhere?.detail).not.toContain(process.env['TMPDIR']);
  });

  test('socket paths fail where there is no folder of temporaries', async () => {
    process.env['TMPDIR'] = join(temporaries, 'absent');
    expect(await finding('socket paths')).toMatchObject({
      status: 'fail',
      fix: expect.stringContaining('TMPDIR'),
    });
  });

  test("residue is the folder of a run whose process is gone, and a living run's is left alone", async () => {
    const [dead, living, foreign] = ['hermes-dead', 'hermes-living', 'hermes-foreign'].map((name) =>
      join(temporaries, name),
    ) as [string, string, string];
    for (const path of [dead, living, foreign]) mkdirSync(path);
    // No process has this id: it is above the kernel's highest.
    writeFileSync(join(dead, 'owner.json'), '{"pid":4194305,"start":null}');
    writeFileSync(join(living, 'owner.json'), JSON.stringify({ pid: process.pid, start: null }));
    expect((await finding('residue'))?.detail).toBe('removed 1 folder of dead runs');
    expect([dead, living, foreign].map((path) => existsSync(path))).toEqual([false, true, true]);
    expect((await finding('residue'))?.detail).toBe('none');
  });

  test('a folder that is called as ours are, and is nobody’s, is named with the command that removes it', async () => {
    const [killed, used] = ['hermes-vitest-a1B2c3', 'hermes-Xy12Zz'].map((name) => join(temporaries, name));
    for (const path of [killed, used]) mkdirSync(path ?? '');
    using open = await openFile(join(used ?? '', 'open'));
    expect(open.pid).toBeGreaterThan(0);
    expect(await finding('residue')).toMatchObject({
      status: 'warn',
      detail: `${killed}: named as ours, of no living process`,
      fix: `rm -r ${killed} (with what is in it).`,
    });
  });

  test('a folder of temporaries that cannot be written fails with the reason', async () => {
    process.env['TMPDIR'] = '/proc/self';
    expect(await finding('socket paths')).toMatchObject({
      status: 'fail',
      detail: expect.stringMatching(/\/proc\/\d+, cannot be written/),
      fix: expect.stringContaining('set TMPDIR to another folder'),
    });
  });
});

/** A process of somebody's that holds a file open. */
async function openFile(path: string): Promise<{ pid: number } & Disposable> {
  const child = spawn('/bin/sh', ['-c', 'exec 3>"$0"; echo; read _', path], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}
