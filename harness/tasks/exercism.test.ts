import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox, type Verdict } from '../../sandbox/index.ts';
import { readLock } from '../cache/lock.ts';
import { updateLock } from '../cache/update-lock.ts';
import type { Task } from '../contract/task.ts';
import { hiddenProgram } from './hidden-program.ts';
import { tasks } from './tasks.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const folder = 'fixtures/datasets/exercises';
const source = tasks.exercism(folder);
const [echo, counter] = source.tasks;

function judge(task: Task | undefined, code = task?.reference ?? ''): Promise<Verdict> {
  if (task === undefined) throw new Error('no task');
  return sandbox.run(hiddenProgram(task, code));
}

test('an exercise becomes a task of its instructions, stub, spec and reference, in a shared realm', () => {
  expect(source.tasks.map(({ task_id: id, entry_point }) => [id, entry_point])).toEqual([
    ['slow-echo', 'slowEcho'],
    ['tally-counter', 'TallyCounter'],
  ]);
  expect(counter).toMatchObject({
    statement: expect.stringMatching(/Write a counter[^]*Export what the file tally-counter\.js exports/),
    signature: expect.stringContaining('export class TallyCounter'),
    crossing: 'realm',
  });
  expect(source.excluded).toEqual([
    { taskId: 'needs-more', reason: 'its hidden test needs the module "some-helper", which is not there' },
  ]);
});

test('references pass, every test counts also when it is switched off, and stubs and wrong programs fail', async () => {
  expect(await judge(counter)).toMatchObject({ status: 'passed', assertions: { total: 5, failed: 0 } });
  expect(await judge(echo)).toMatchObject({ status: 'passed', assertions: { total: 2, failed: 0 } });
  for (const task of source.tasks) expect((await judge(task, task.signature)).status).not.toBe('passed');
  const endless = counter?.reference.replace('=== 3', '=== 4');
  expect(await judge(counter, endless)).toMatchObject({
    status: 'failed',
    error: { name: 'AssertionError', message: expect.stringContaining('toThrow') },
  });
});

test('a program that exports nothing is found by its names', async () => {
  const bare = counter?.reference.replaceAll('export ', '');
  expect(await judge(counter, bare)).toMatchObject({ status: 'passed' });
});

test('a folder is locked as a whole', async () => {
  const projectRoot = process.cwd();
  const out = mkdtempSync(join(tmpdir(), 'hermes-exercism-'));
  const lockPath = join(out, 'hermes.lock.json');
  const { added } = await updateLock({ what: [`${folder}/`], projectRoot, cacheDirs: [], lockPath });
  expect(added).toEqual([folder]);
  expect((await readLock(lockPath)).tasks[folder]?.sha256).toBe(source.sha256);
  const again = await updateLock({ what: [], projectRoot, cacheDirs: [], lockPath });
  expect(again.unchanged).toEqual([folder]);
  rmSync(out, { recursive: true });
});
