import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foreignProject, type ForeignProject } from '../testing/foreign-project.ts';
import { type Finished, runCli } from '../testing/cli.ts';
import { runVitest } from '../testing/vitest-run.ts';

/** Every file of a project and what is in it, but for what is installed and what runs leave. */
function contents(project: ForeignProject): Record<string, string> {
  const files = readdirSync(project.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(project.root.length + 1))
    .filter((path) => !/^(?:node_modules|hermes-runs)\//.test(path));
  return Object.fromEntries(files.map((path) => [path, project.read(path)]));
}

const json = ({ stdout, stderr }: Finished) => {
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as {
    steps: { path: string; did: string }[];
    suites: object[];
    resultsDigest: string;
  };
};

test('hermes init makes a project in which hermes run and vitest run are green at once; a second time it changes nothing', async () => {
  using project = foreignProject({ name: 'größe & mehr' });
  project.write('tsconfig.json', '{}');
  project.write('.gitignore', 'node_modules');
  const first = await runCli(['init', '--yes', '--json'], { cwd: project.root });
  expect(json(first).steps).toMatchObject([
    { path: 'hermes.config.ts', did: 'wrote' },
    { path: 'evals/hello.eval.ts', did: 'wrote' },
    { path: 'evals/hello.jsonl', did: 'wrote' },
    { path: 'vitest.config.ts', did: 'wrote' },
    { path: '.gitignore', did: 'added to' },
    { path: '.github/workflows/evals.yml', did: 'wrote' },
    { path: 'hermes.lock.json', did: 'wrote' },
  ]);
  expect(project.read('.gitignore')).toBe('node_modules\nhermes-runs/\n.hf/\n');

  const run = await runCli(['run', '--json'], { cwd: project.root });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(json(run).suites).toMatchObject([{ name: 'hello', tasks: 5, outcomes: { passed: 5 } }]);
  const vitest = await runVitest([], {}, { cwd: project.root });
  expect(vitest.exitCode, vitest.stdout + vitest.stderr).toBe(0);
  expect(vitest.stdout).toContain('evals exit 0: all 1 gates met');
  expect(new Set(project.runs().map(({ digests }) => digests.results)).size).toBe(1);

  const before = contents(project);
  mkdirSync(project.path('src'));
  const second = await runCli(['init', '--json'], { cwd: project.path('src') });
  expect(json(second).steps.filter(({ did }) => did !== 'kept')).toEqual([]);
  expect(contents(project)).toEqual(before);
});

test('a CommonJS project without TypeScript gets modules, its own config the plugin, and its runs work from a subdirectory behind a link', async () => {
  using project = foreignProject({ type: 'commonjs' });
  project.write('vitest.config.mjs', "export default { plugins: [], test: { include: ['*.test.js'] } };\n");
  project.write('package-lock.json', '{}');
  const { steps } = json(await runCli(['init', '--json'], { cwd: project.root }));
  expect(steps.map(({ path }) => path)).toContain('evals/hello.eval.mjs');
  expect(steps).toContainEqual({ path: 'vitest.config.mjs', did: 'added to' });
  expect(project.read('.github/workflows/evals.yml')).toContain('- run: npm ci');
  mkdirSync(project.path('deep/er'), { recursive: true });
  const link = `${project.root}-link`;
  symlinkSync(project.root, link);
  const run = await runCli(['run', '--json', '--limit', '2'], { cwd: join(link, 'deep/er') });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain('project: ../..');
  expect(project.runs()).toHaveLength(1);
  const vitest = await runVitest(['-t', 'hello/words'], {}, { cwd: project.root });
  expect(vitest.exitCode, vitest.stdout + vitest.stderr).toBe(0);
  expect(vitest.stdout).toContain('partial run: 1 of 5 samples, 0 of 1 gates');
});

test('strangers are told what is wrong: a CommonJS config, a misspelt variable, an impossible gate; shipped suites have names everywhere', async () => {
  using project = foreignProject({ type: 'commonjs' });
  await runCli(['init'], { cwd: project.root });
  const failing = async (message: RegExp, env: Record<string, string> = {}) => {
    const { exitCode, stderr } = await runCli(['run'], { cwd: project.root, env });
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  };
  await failing(/HERMES_CONFIG_UNKNOWN_VARIABLE.*did you mean HERMES_SUITE\?/, { HERMES_SIUTE: 'hello' });
  await failing(/HERMES_RUN_NO_SUITE.*known: .*hello/, { HERMES_SUITE: 'nosuch' });
  const suite = project.read('evals/hello.eval.mjs');
  project.write('evals/hello.eval.mjs', suite.replace('atLeast(0.8)', 'atLeast(80)'));
  await failing(/HERMES_RUN_GATE_INVALID.*write 0\.8 for 80 %/);
  project.write('evals/hello.eval.js', suite);
  await failing(/HERMES_RUN_SUITE_INVALID.*rename the file to end in \.mjs/);
  rmSync(project.path('evals/hello.eval.js'));
  project.write('evals/hello.eval.mjs', suite);
  const shipped = await runCli(['run', '--suite', 'planner', '--limit', '2', '--json'], {
    cwd: project.root,
  });
  expect(json(shipped).suites, shipped.stderr).toMatchObject([{ name: 'planner', tasks: 2 }]);
});
