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
});
