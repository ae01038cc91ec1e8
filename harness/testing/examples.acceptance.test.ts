import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot, runCli } from './cli.ts';
import { runVitest } from './vitest-run.ts';

const examples = join(repositoryRoot, 'examples');
let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'hermes-examples-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Serves examples/agent/coder.ts on a socket of its own, as its README says. */
async function serveCoder(): Promise<AsyncDisposable & { address: string }> {
  const child = spawn(process.execPath, ['coder.ts', `unix:${join(out, 'coder.sock')}`], {
    cwd: join(examples, 'agent'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    address: address.toString().trim(),
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

test('examples/agent: an agent of your own answers two tasks, and its refusal is an answer', async () => {
  await using coder = await serveCoder();
  const { stdout, stderr, exitCode } = await runCli(['run', '--out', out, '--json'], {
    cwd: join(examples, 'agent'),
    env: { MY_CODER: coder.address },
  });
  expect(exitCode, stderr).toBe(0);
  const { determinismClass, suites } = JSON.parse(stdout);
  expect(determinismClass).toBe('D0');
  expect(suites).toMatchObject([{ name: 'everyday', tasks: 3, outcomes: { passed: 2, agent: 1 } }]);
});

test('examples/evals is what hermes init writes into an empty project', async () => {
  const project = join(out, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(project, 'tsconfig.json'), '{}');
  symlinkSync(join(repositoryRoot, 'node_modules'), join(project, 'node_modules'));
  const { exitCode, stderr } = await runCli(['init', '--yes'], { cwd: project });
  expect(exitCode, stderr).toBe(0);
  const shown = readdirSync(join(examples, 'evals'), { recursive: true, encoding: 'utf8' });
  const files = shown.filter(
    (name) => /\.(?:ts|json|jsonl)$/.test(name) && !/^(?:hermes-runs|node_modules)/.test(name),
  );
  expect(files).toHaveLength(5);
  for (const file of files) {
    expect(readFileSync(join(examples, 'evals', file), 'utf8'), file).toBe(
      readFileSync(join(project, file), 'utf8'),
    );
  }
});

test('examples/evals: hermes run and Vitest make the same run of it', async () => {
  const cwd = join(examples, 'evals');
  const { stdout, stderr, exitCode } = await runCli(['run', '--out', out, '--json'], { cwd });
  expect(exitCode, stderr).toBe(0);
  const run = JSON.parse(stdout);
  expect(run.suites).toMatchObject([{ name: 'hello', tasks: 5, gates: [{ ok: true }] }]);

  const vitest = await runVitest([], { HERMES_OUT: out }, { cwd });
  expect(vitest.exitCode, vitest.stdout).toBe(0);
  const { digests } = JSON.parse(readFileSync(join(out, 'latest/manifest.json'), 'utf8'));
  expect(digests).toMatchObject({ run: run.runDigest, results: run.resultsDigest });
});

describe('examples/score', () => {
  const copy = (name: string) => {
    cpSync(join(examples, 'score', name), join(out, name));
    return join(out, name);
  };

  test('its tasks are sound', async () => {
    const { exitCode, stdout } = await runCli(['tasks', 'check', join(examples, 'score/tasks.jsonl')]);
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain('0 errors, 0 warnings');
  });

  test('its README tells the rates that come out', async () => {
    const files = ['--tasks', copy('tasks.jsonl'), '--samples', copy('completions.jsonl')];
    const args = ['score', ...files, '--out', join(out, 'runs')];
    const { exitCode, stdout, stderr } = await runCli([...args, '-k', '1,2']);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/pass@1 +0\.750/);
    expect(stdout).toMatch(/pass@2 +1\.000/);
    expect(readFileSync(join(examples, 'score/README.md'), 'utf8')).toContain(
      'pass@1 is 75 % and pass@2 is 100 %',
    );
  });
});
