import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../testing/cli.ts';
import { loadSuites } from './load-suites.ts';
import { openProject } from './open-project.ts';

// One process evaluates the files of all tests but the last: each is a file of its own.
const project = openProject();
afterAll(() => project[Symbol.asyncDispose]());

let projectRoot: string;
beforeEach(() => {
  projectRoot = mkdtempSync(join(tmpdir(), 'hermes-suites-'));
});
afterEach(() => rmSync(projectRoot, { recursive: true }));

const suiteNamed = (name: string) => `export default {
  name: '${name}', pipeline: 'coder', samples: 1, onDemand: false, gates: [], tasks: [],
  origin: { kind: 'jsonl', name: 'x.jsonl', sha256: '${'0'.repeat(64)}', locked: false, excluded: [] },
};\n`;
const write = (file: string, text: string) => writeFileSync(join(projectRoot, file), text);
const load = (...patterns: string[]) => loadSuites(projectRoot, patterns, { project });

describe('loadSuites()', () => {
  test('gives the suites of all matching files by name, whatever the names of the files', async () => {
    write('a.eval.ts', suiteNamed('zebra'));
    write('b.eval.ts', suiteNamed('ant'));
    write('c.ts', 'throw new Error("no suite file");\n');
    expect((await load('*.eval.ts')).map(({ name }) => name)).toEqual(['ant', 'zebra']);
  });

  test('gives every suite that a file exports, by default or by name', async () => {
    const named = suiteNamed('second').replace('export default', 'export const second =');
    write('two.eval.ts', `${suiteNamed('first')}${named}export const again = second;\n`);
    expect((await load('*.eval.ts')).map(({ name }) => name)).toEqual(['first', 'second']);
  });

  test('refuses a suite that is declared and not exported: nobody could tell whether it is meant', async () => {
    const entry = JSON.stringify(join(repositoryRoot, 'harness/index.ts'));
    const micro = join(repositoryRoot, 'fixtures/tasks/micro.jsonl');
    const declare = (name: string) =>
      `defineSuite({ name: '${name}', tasks: tasks.jsonl('${micro}'), pipeline: pipeline.coder() })`;
    write(
      'lost.eval.ts',
      `import { defineSuite, pipeline, tasks } from ${entry};\nexport default ${declare('kept')};\n${declare('lost')};\n`,
    );
    await expect(load('*.eval.ts')).rejects.toThrow(/declares a suite 'lost' and does not export it/);
  });

  test('adds shipped suites only where a name asks for one that the project does not have', async () => {
    write('core.eval.ts', suiteNamed('core'));
    const names = async (...asked: string[]) =>
      (await loadSuites(projectRoot, ['*.eval.ts'], { names: asked, project })).map(({ name, tasks }) => [
        name,
        tasks.length,
      ]);
    expect(await names()).toEqual([['core', 0]]);
    expect(await names('core')).toEqual([['core', 0]]);
    expect(await names('tester')).toContainEqual(['tester', 120]);
    expect(await names('tester')).toContainEqual(['core', 0]);
  });

  test('says where it looked when no file matches', async () => {
    await expect(load('suites/**/*.eval.ts')).rejects.toThrow(
      `[HERMES_RUN_NO_SUITE] no suite file matches suites/**/*.eval.ts in ${projectRoot}.`,
    );
  });

  test('names the file that exports no suite', async () => {
    write('bad.eval.ts', 'export default { name: "bad" };\n');
    await expect(load('*.eval.ts')).rejects.toThrow(
      /HERMES_RUN_SUITE_INVALID\] bad\.eval\.ts has no suite as its default export/,
    );
  });

  test('names the file that cannot be loaded, and says what Node says', async () => {
    write('broken.eval.ts', "import './missing.ts';\n");
    await expect(load('*.eval.ts')).rejects.toThrow(
      /HERMES_RUN_SUITE_INVALID\] broken\.eval\.ts could not be loaded: Cannot find module .*missing\.ts/,
    );
  });

  test('leaves an error of ours as it is', async () => {
    const entry = JSON.stringify(join(repositoryRoot, 'harness/index.ts'));
    write('own.eval.ts', `import { tasks } from ${entry};\nexport default tasks.jsonl('nowhere.jsonl');\n`);
    await expect(load('*.eval.ts')).rejects.toThrow(/^\[HERMES_TASK_\w+\] .*nowhere\.jsonl/);
  });

  test('refuses two files that declare the same name, and names both', async () => {
    write('one.eval.ts', suiteNamed('twin'));
    write('two.eval.ts', suiteNamed('twin'));
    await expect(load('*.eval.ts')).rejects.toThrow(
      /one\.eval\.ts and two\.eval\.ts both declare a suite 'twin'/,
    );
  });
});

test('the shipped suites take 400 tasks, or a spread of 120; core waits to be named', async () => {
  const suites = await loadSuites(repositoryRoot, ['suites/*.eval.ts']);
  const sizes = suites.map(({ name, tasks, onDemand }) => [name, tasks.length, onDemand]);
  expect(sizes).toEqual([
    ['coder', 400, false],
    ['core', 84, true],
    ['full', 120, false],
    ['planner', 120, false],
    ['tester', 120, false],
  ]);
});
