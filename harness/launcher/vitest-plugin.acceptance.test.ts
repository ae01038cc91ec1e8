import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ForeignProject, foreignProject } from '../testing/foreign-project.ts';
import { repositoryRoot, runCli } from '../testing/cli.ts';
import { runVitest } from '../testing/vitest-run.ts';

const microLines = readFileSync(join(repositoryRoot, 'fixtures/tasks/micro.jsonl'), 'utf8').split('\n');
const taskIds = microLines.slice(0, 3).map((line) => (JSON.parse(line) as { task_id: string }).task_id);
const suite = (name: string, gates = '') =>
  `defineSuite({ name: '${name}', tasks: tasks.jsonl('evals/three.jsonl'), pipeline: pipeline.coder(), gate: [${gates}] })`;
const suiteFile = (body: string) =>
  `import { defineSuite, gate, pipeline, tasks } from 'hermes-harness';\n${body}\n`;

/** A project with a unit test that uses the network on loopback, in the test and in Vitest's main process, and two suites in one file. */
async function projectWithEvals(vitestConfig: string): Promise<ForeignProject> {
  const project = foreignProject();
  project.write('vitest.config.mjs', vitestConfig);
  project.write('evals/three.jsonl', microLines.slice(0, 3).join('\n'));
  project.write(
    'evals/both.eval.mjs',
    suiteFile(
      `export default ${suite('ungated')};\nexport const gated = ${suite('gated', "gate('pass_at_1').atLeast(0.3)")};`,
    ),
  );
  project.write(
    'loopback.mjs',
    `import { createServer } from 'node:http';
export async function fetchOwn() {
  const server = createServer((_, response) => response.end('heard'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch('http://127.0.0.1:' + server.address().port);
  server.close();
  return answer.text();
}
export default async function setup() { return async () => { if ((await fetchOwn()) !== 'heard') throw new Error('sealed'); }; }`,
  );
  project.write(
    'unit.test.mjs',
    `import { expect, test } from 'vitest';
import { fetchOwn } from './loopback.mjs';
test('loopback is open', async () => expect(await fetchOwn()).toBe('heard'));
test('may fail', () => expect(process.env.FAIL).toBeUndefined());`,
  );
  const locked = await runCli(['cache', 'lock', 'evals/three.jsonl'], { cwd: project.root });
  expect(locked.exitCode, locked.stderr).toBe(0);
  return project;
}

const oneLine = `import { hermes } from 'hermes-harness/vitest';
export default { plugins: [hermes()], test: { globalSetup: ['./loopback.mjs'] } };`;
const escaped = (text = '') => text.replaceAll(/[+<>()[\]?*.]/g, '\\$&');
const lastLine = (stdout: string) => stdout.trim().split('\n').at(-1) ?? '';

describe('a project without projects of its own', () => {
  let project: ForeignProject;
  const vitest = (args: string[], env: Record<string, string> = {}) =>
    runVitest(args, env, { cwd: project.root });
  beforeAll(async () => {
    project = await projectWithEvals(oneLine);
  });
  afterAll(() => project[Symbol.dispose]());

  test('runs its unit tests unsealed and all suites of a file, gated or not; JUnit has a case for every test', async () => {
    const { exitCode, stdout, stderr } = await vitest(['--reporter=default', '--reporter=junit']);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(lastLine(stdout)).toBe('evals exit 0: all 1 gates met');
    const [run] = project.runs();
    expect(run).toMatchObject({ execution: { launcher: 'vitest' } });
    const junit = project.read('.vitest/junit/output.xml');
    expect(junit.match(/<testcase /g)).toHaveLength(2 + 3 + 4);
    expect(junit).toContain('failures="0"');
    expect((await runCli(['verify', project.path('hermes-runs', run?.dir ?? '')])).exitCode).toBe(0);
    const cli = await runCli(['run', '--json'], { cwd: project.root });
    expect(JSON.parse(cli.stdout)).toMatchObject({ resultsDigest: run?.digests.results });
  });

  test('runs no suite when only its own tests are selected, by file, by name or by project', async () => {
    const before = project.runs().length;
    for (const args of [['unit.test'], ['-t', 'loopback'], ['--project', '!evals']]) {
      const { exitCode, stdout } = await vitest(args);
      expect(exitCode, stdout).toBe(0);
      expect(stdout).toContain('passed');
      expect(stdout).not.toContain('evals exit');
    }
    expect(project.runs()).toHaveLength(before);
  });

  test('records a filtered run as a smaller one and says so', async () => {
    const { exitCode, stdout, stderr } = await vitest([
      '--project',
      'evals',
      '-t',
      `^gated > ${escaped(taskIds[1])}`,
    ]);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(lastLine(stdout)).toContain('partial run: 1 of 3 samples, 0 of 1 gates');
    const run = project.runs().at(-1);
    expect(run?.execution.partial).toEqual({ samples: 1, of: 3, gates: 0, ofGates: 1 });
    expect((await runCli(['verify', project.path('hermes-runs', run?.dir ?? '')])).exitCode).toBe(0);
  });

  test('runs the whole suite of a selected gate', async () => {
    const { exitCode, stdout } = await vitest(['-t', '^gated > gate:', '--project', 'evals']);
    expect(exitCode, stdout).toBe(0);
    expect(lastLine(stdout)).toBe('evals exit 0: all 1 gates met');
    expect(project.runs().at(-1)?.execution.partial).toBeUndefined();
  });

  test('tells gates and tests of others apart when those fail', async () => {
    const { exitCode, stdout } = await vitest(['evals/both', 'unit.test', '-t', '^gated > gate:|may fail'], {
      FAIL: '1',
    });
    expect(exitCode).toBe(1);
    expect(lastLine(stdout)).toBe(
      'evals exit 0: all 1 gates met; 1 other test files or errors make Vitest fail',
    );
  });

  test('lists every task and gate without a run, by reading and by collecting', async () => {
    const before = project.runs().length;
    for (const args of [[], ['--static-parse=false']]) {
      const { exitCode, stdout } = await runVitest(args, {}, { cwd: project.root, verb: 'list' });
      expect(exitCode, stdout).toBe(0);
      expect(stdout.match(/\[evals\] evals\/both\.eval\.mjs > (?:un)?gated > micro/g)).toHaveLength(6);
      expect(stdout).toContain('gated > gate: pass_at_1 ≥ 0.3');
    }
    expect(project.runs()).toHaveLength(before);
  });

  test('spells a suite as the config, the variables and the task files are now, not as the last run found them', async () => {
    const listed = async (env: Record<string, string> = {}) => {
      const args = ['--static-parse=false', '--project', 'evals'];
      const { stdout } = await runVitest(args, env, { cwd: project.root, verb: 'list' });
      return stdout.match(/> gated > micro/g)?.length;
    };
    expect(await listed({ HERMES_LIMIT: '1' })).toBe(1);
    expect(await listed()).toBe(3);
    project.write('evals/three.jsonl', microLines.slice(0, 2).join('\n'));
    expect(await listed()).toBe(2);
    project.write('evals/three.jsonl', microLines.slice(0, 3).join('\n'));
  });

  test('refuses a suite file that cannot be used with its own words and exit code 2, and runs the others’ tests', async () => {
    project.write(
      'evals/bad.eval.mjs',
      suiteFile(`export default ${suite('bad', "gate('pass@1').atLeast(0.3)")};`),
    );
    const { exitCode, stdout, stderr } = await vitest([]);
    expect(stdout + stderr).toContain("did you mean 'pass_at_1'?");
    expect(stdout).toContain('1 passed');
    expect(exitCode).toBe(2);
    await promisify(execFile)('rm', [project.path('evals/bad.eval.mjs')]);
  });

  test('gives editors a run for each time that they run tests: the node API of Vitest, twice in one process', async () => {
    const before = project.runs().length;
    project.write(
      'editor.mjs',
      `import { createVitest } from 'vitest/node';
const vitest = await createVitest('test', { watch: true, project: ['evals'], reporters: [{}] });
const specifications = await vitest.globTestSpecifications();
vitest.setGlobalTestNamePattern(/^ungated > ${escaped(taskIds[0]).replaceAll('/', '\\/')}/);
await vitest.runTestSpecifications(specifications, false);
vitest.setGlobalTestNamePattern(/^ungated/);
await vitest.rerunTestSpecifications(specifications, false);
await vitest.close();
process.exit(process.exitCode ?? 0);`,
    );
    await promisify(execFile)(process.execPath, ['editor.mjs'], { cwd: project.root });
    const partials = project
      .runs()
      .slice(before)
      .map(({ execution }) => execution.partial);
    expect(partials).toEqual([{ samples: 1, of: 3, gates: 0, ofGates: 0 }, undefined]);
  });
});

test('a project with projects of its own gets one more; a missed gate fails, and that --bail stopped early is said', async () => {
  using project = await projectWithEvals(
    `import { hermes } from 'hermes-harness/vitest';
export default { plugins: [hermes()], test: { projects: [{ extends: false, test: { name: 'mine', include: ['*.test.mjs'] } }] } };`,
  );
  project.write(
    'evals/both.eval.mjs',
    suiteFile(
      `export default ${suite('strict', "gate('refused').atLeast(1), gate('pass_at_1').atLeast(0)")};`,
    ),
  );
  const { exitCode, stdout } = await runVitest(['--bail=1'], {}, { cwd: project.root });
  expect(exitCode).toBe(1);
  expect(lastLine(stdout)).toMatch(/^evals exit 1: 1 of 2 gates missed.*; stopped early$/);
  expect(existsSync(project.path('hermes-runs/latest/report.html'))).toBe(true);
});
