import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { planSandbox } from '../process/plan.ts';
import { superviseWith } from '../process/supervisor.ts';
import { Limits } from '../program.ts';
import { loadEscapes } from './escapes.ts';
import { selfCheck } from './self-check.ts';

const entries = await loadEscapes(join(import.meta.dirname, '../../fixtures/hostile'));
const plan = await planSandbox({});

async function misses(realmPath: string): Promise<string[]> {
  await using sandbox = await superviseWith({
    plan: { ...plan, realmPath },
    workers: 1,
    reuse: 'clean',
    requireLevels: {},
    limits: Limits.parse({}),
  });
  return (await selfCheck(sandbox, entries)).misses.map(({ id }) => id);
}

test('no escape succeeds', async () => {
  expect(await misses(plan.realmPath)).toEqual([]);
});

test('every one of them succeeds where the code for isolates is sloppy, so the check notices it', async () => {
  await using directory = await createPrivateDirectory();
  const sloppy = join(directory.path, 'realm.js');
  const text = readFileSync(plan.realmPath, 'utf8');
  writeFileSync(sloppy, text.replace('"use strict";', ''));
  expect(await misses(sloppy)).toEqual(entries.map(({ id }) => id));
});
