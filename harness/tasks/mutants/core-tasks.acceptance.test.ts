import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { coreTasks, isListed, listedMutants } from './core-tasks.fixture.ts';
import { hiddenProgram } from '../hidden-program.ts';
import { instrument } from './instrument.ts';

/** Mutants of a task in this test; `HERMES_ALL_MUTANTS=1` takes all of them (about 2,000, some minutes). */
const mutantsPerTask = process.env['HERMES_ALL_MUTANTS'] === '1' ? Number.MAX_SAFE_INTEGER : 12;

describe('the hidden tests of core.jsonl', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ workers: Math.min(2, availableParallelism()), reuse: 'clean' });
  });
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
  });

  const listed = listedMutants();
  test.concurrent.each(coreTasks().map((task) => [task.task_id, task] as const))('%s', async (id, task) => {
    const reference = await sandbox.run(hiddenProgram(task, task.reference));
    expect(reference, 'the reference').toMatchObject({ status: 'passed', crossing: task.crossing });
    expect(reference.assertions.total).toBeGreaterThanOrEqual(8);

    const statusOf = async (code: string): Promise<string> =>
      (await sandbox.run(hiddenProgram(task, code, { cpuMs: 100 }))).status;
    const wrong = await Promise.all((task.wrong ?? []).map(statusOf));
    expect(wrong, 'wrong programs').not.toContain('passed');

    const { mutants, programFor } = await instrument(task.reference, task.lang, { limit: mutantsPerTask });
    expect(await statusOf(programFor(null)), 'the instrumented reference').toBe('passed');
    const statuses = await Promise.all(mutants.map((mutant) => statusOf(programFor(mutant.id))));
    const alive = mutants.filter((_, index) => statuses[index] === 'passed');
    const equivalent = mutants.filter((mutant) => isListed(mutant, listed.get(id) ?? []));
    expect(equivalent, 'listed mutants that the tests reject').toEqual(
      equivalent.filter((mutant) => alive.includes(mutant)),
    );
    const survivors = alive.filter((mutant) => !equivalent.includes(mutant));
    expect(
      survivors.length / (mutants.length - equivalent.length),
      JSON.stringify(survivors),
    ).toBeLessThanOrEqual(0.1);
  });
});
