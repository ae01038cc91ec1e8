import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  flipOneByte,
  newestJournal,
  privateDirOf,
  processesNaming,
  runCli,
  startCli,
  temporaryProject,
} from '../testing/cli.ts';
import { runVitest } from '../testing/vitest-run.ts';

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'hermes-out-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const small = ['--limit', '6', '--json'];
const jsonOf = async (args: string[]) => {
  const { stdout, stderr, exitCode } = await runCli(['run', ...small, '--out', out, ...args]);
  expect(exitCode, stderr).toBeLessThanOrEqual(1);
  return JSON.parse(stdout) as { runDir: string; runDigest: string; resultsDigest: string };
};

describe('the same question', () => {
  test('has the same answer with one worker, with two, and under Vitest; a changed seed is another question', async () => {
    const one = await jsonOf(['--workers', '1']);
    const two = await jsonOf(['--workers', '2']);
    expect(two.runDigest).toBe(one.runDigest);
    expect(two.resultsDigest).toBe(one.resultsDigest);

    const vitest = await runVitest(['--project', 'suites'], { HERMES_LIMIT: '6', HERMES_OUT: out });
    const manifest = JSON.parse(readFileSync(join(out, 'latest', 'manifest.json'), 'utf8'));
    expect(manifest.execution.launcher, vitest.stdout).toBe('vitest');
    expect(manifest.digests.run).toBe(one.runDigest);
    expect(manifest.digests.results).toBe(one.resultsDigest);

    const other = await jsonOf(['--seed', '43']);
    expect(other.runDigest).not.toBe(one.runDigest);
    expect(other.resultsDigest).not.toBe(one.resultsDigest);
  });

  test('with temperature has the same answer whatever the number of workers', async () => {
    using project = temporaryProject();
    writeFileSync(project.path('hermes.config.ts'), 'export default { sampling: { temperature: 0.8 } };\n');
    const run = (workers: string) =>
      runCli(['run', '--suite', 'coder', '--limit', '8', '--samples', '2', '--workers', workers, '--json'], {
        cwd: project.root,
      });
    const [one, two] = [await run('1'), await run('2')];
    expect(JSON.parse(two.stdout).resultsDigest, two.stderr).toBe(JSON.parse(one.stdout).resultsDigest);
  });
});

describe('hermes verify', () => {
  test('holds for a fresh run and names a changed, a missing and an added file', async () => {
    const { runDir } = await jsonOf(['--suite', 'coder']);
    expect((await runCli(['verify', runDir])).exitCode).toBe(0);
    const transcripts = readdirSync(join(runDir, 'transcripts')).sort();
    flipOneByte(join(runDir, 'transcripts', transcripts[0] ?? ''));
    rmSync(join(runDir, 'transcripts', transcripts[1] ?? ''));
    writeFileSync(join(runDir, 'added.txt'), 'x');
    const { exitCode, stdout } = await runCli(['verify', runDir, '--json']);
    expect(exitCode).toBe(1);
    const what = JSON.parse(stdout)
      .differing.map((check: { what: string }) => check.what)
      .join('\n');
    expect(what).toContain(`file transcripts/${transcripts[0]}`);
    expect(what).toContain(`file transcripts/${transcripts[1]}`);
    expect(what).toContain('file added.txt');
    expect(what).toContain('transcript of coder');
  });

  test('names the digest when a line of samples.jsonl, a parameter or a material was edited', async () => {
    const { runDir } = await jsonOf(['--suite', 'coder']);
    const path = join(runDir, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    manifest.parameters.seed = 7;
    manifest.materials[0].sha256 = '0'.repeat(64);
    writeFileSync(path, JSON.stringify(manifest));
    const samples = join(runDir, 'samples.jsonl');
    writeFileSync(
      samples,
      readFileSync(samples, 'utf8').replace('"outcome":"failed"', '"outcome":"passed"') + '\n',
    );
    const metrics = join(runDir, 'metrics.json');
    const numbers = JSON.parse(readFileSync(metrics, 'utf8'));
    numbers.suites[0].metrics.pass_at_1.value = 0.5;
    writeFileSync(metrics, JSON.stringify(numbers));
    const { stdout } = await runCli(['verify', runDir]);
    for (const name of [
      'parameters digest',
      'materials digest',
      'run digest',
      'results digest',
      'file samples.jsonl',
      'pass_at_1 of coder PM',
      'seed coder of coder PM',
    ]) {
      expect(stdout).toContain(`differs: ${name}`);
    }
  });
});

describe('fixed inputs', () => {
  test('a one-byte-changed model is refused with both digests and the command that mends it', async () => {
    using project = temporaryProject();
    const hub = project.path('fixtures/hub/models--hermes-harness--nano/snapshots');
    flipOneByte(join(hub, readdirSync(hub)[0] ?? '', 'nano-q8_0.gguf'));
    const { exitCode, stderr } = await runCli(['run', '--limit', '1'], {
      cwd: project.root,
      env: { HF_HUB_CACHE: project.path('fixtures/hub') },
    });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/HERMES_CACHE_LOCK_MISMATCH.*[0-9a-f]{64}.*[0-9a-f]{64}.*hermes cache/s);
  });

  test('a one-byte-changed task file is refused the same way', async () => {
    using project = temporaryProject();
    const path = project.path('fixtures/tasks/micro.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('Return', 'return'));
    const { exitCode, stderr } = await runCli(['run', '--limit', '1'], { cwd: project.root });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/HERMES_CACHE_LOCK_MISMATCH.*[0-9a-f]{64}.*[0-9a-f]{64}.*hermes cache lock/s);
  });
});

describe('an interrupted run', () => {
  test('ends with 130 on Ctrl-C, keeps finished samples and leaves no process and no private directory', async () => {
    const run = startCli(['run', '--suite', 'full', '--out', out]);
    const privateDir = await privateDirOf(run.pid);
    await samplesIn(out);
    run.kill('SIGINT');
    const { exitCode, stderr, stdout } = await run.finished;
    expect(exitCode, stderr).toBe(130);
    expect(stdout).toMatch(/exit 130: interrupted by SIGINT; partial run: \d+ of 120 samples/);
    expect(existsSync(privateDir)).toBe(false);
    expect(processesNaming(privateDir)).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)(
    'reports what was finished when %s reaches its whole process group, and prints no stack',
    async (signal) => {
      const folder = join(out, signal);
      const run = startCli(['run', '--suite', 'full', '--out', folder], { detached: true });
      await samplesIn(folder);
      process.kill(-run.pid, signal);
      const { exitCode, stderr, stdout } = await run.finished;
      expect(exitCode, stderr).toBe(130);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout.trim().split('\n').pop()).toMatch(/^exit 130: interrupted by SIG\w+; partial run: /);
      const [runId = ''] = readdirSync(folder);
      expect(readdirSync(folder), 'latest names finished runs only').toEqual([runId]);
      const verified = await runCli(['verify', join(folder, runId)]);
      expect(verified.exitCode, verified.stdout).toBe(0);
      const { ending, execution } = JSON.parse(readFileSync(join(folder, runId, 'manifest.json'), 'utf8'));
      expect(ending.exitCode).toBe(130);
      expect(execution.partial).toMatchObject({ of: 120 });
      expect(readFileSync(join(folder, runId, 'report.md'), 'utf8')).toMatch(/Interrupted.*partial run/);
    },
  );

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('obeys %s while it starts', async (signal) => {
    const folder = join(out, `early-${signal}`);
    const run = startCli(['run', '--suite', 'full', '--out', folder]);
    const privateDir = await privateDirOf(run.pid);
    run.kill(signal);
    const { exitCode, stderr } = await run.finished;
    expect(exitCode, stderr).toBe(130);
    expect(stderr.trim()).toBe(`exit 130: interrupted by ${signal}; no report was made`);
    expect(existsSync(privateDir)).toBe(false);
    expect(processesNaming(privateDir)).toEqual([]);
  });

  test('leaves no process two seconds after SIGKILL of the launcher, and every finished sample in the journal', async () => {
    const run = startCli(['run', '--suite', 'full', '--out', out]);
    const privateDir = await privateDirOf(run.pid);
    await samplesIn(out);
    run.kill('SIGKILL');
    await run.finished;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(processesNaming(privateDir)).toEqual([]);
    const lines = newestJournal(out).split('\n').slice(0, -1);
    for (const line of lines) expect(JSON.parse(line).record.suite).toBe('full');
    rmSync(privateDir, { recursive: true, force: true });
  });
});

async function samplesIn(folder: string): Promise<void> {
  while (newestJournal(folder).split('\n').length <= 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('bad input', () => {
  const cases: [name: string, args: string[], exitCode: number, message: RegExp][] = [
    ['an unknown suite', ['--suite', 'codr'], 2, /HERMES_RUN_NO_SUITE.*did you mean 'coder'/],
    ['an unknown model', ['--model', 'nanno'], 2, /HERMES_CONFIG_UNKNOWN_MODEL.*did you mean 'nano'/],
    [
      'a model that is in no cache',
      ['--model', 'nobody/nothing'],
      2,
      /HERMES_CACHE_.*nobody\/nothing.*Fix: /,
    ],
    ['a limit of zero', ['--limit', '0'], 2, /HERMES_CONFIG_USAGE.*whole number from 1/],
    ['an unknown flag', ['--nonsense'], 2, /HERMES_CONFIG_USAGE.*nonsense/],
    ['an unknown arm', ['--arm', 'X'], 2, /HERMES_CONFIG_INVALID.*arms/],
    ['an output folder that is a file', ['--out', 'package.json'], 2, /HERMES_RUN_OUT_UNWRITABLE.*--out/],
  ];
  test.each(cases)('%s is a clear error with a fix', async (_name, args, exitCode, message) => {
    const end = await runCli(['run', ...args]);
    expect(end.stderr).toMatch(message);
    expect(end.exitCode).toBe(exitCode);
  });

  test('a truncated model file, a bad task line and a failing reference are each named', async () => {
    using project = temporaryProject();
    const tasks = project.path('fixtures/tasks/micro.jsonl');
    const lines = readFileSync(tasks, 'utf8').split('\n');
    writeFileSync(tasks, [...lines.slice(0, 2), '{"task_id": "x"', ...lines.slice(2)].join('\n'));
    const badLine = await runCli(['run', '--limit', '1'], { cwd: project.root });
    expect(badLine.stderr).toMatch(/HERMES_TASK_BAD_LINE.*micro\.jsonl:3/);
    expect(badLine.exitCode).toBe(2);

    const wrong = { ...JSON.parse(lines[0] ?? ''), reference: 'function other() {}' };
    mkdirSync(project.path('more'));
    writeFileSync(project.path('more/own.jsonl'), `${JSON.stringify(wrong)}\n`);
    writeFileSync(tasks, lines.join('\n'));
    writeFileSync(
      project.path('suites/own.eval.ts'),
      `import { defineSuite, pipeline, tasks } from '../harness/index.ts';
       export default defineSuite({ name: 'own', tasks: tasks.jsonl('more/own.jsonl'), pipeline: pipeline.coder() });`,
    );
    const unlocked = await runCli(['run', '--suite', 'own'], { cwd: project.root });
    expect(unlocked.stderr).toMatch(/HERMES_CACHE_NOT_LOCKED.*more\/own\.jsonl.*hermes cache lock/s);
    const locked = await runCli(['cache', 'lock', 'more/own.jsonl'], { cwd: project.root });
    expect(locked.exitCode, locked.stderr).toBe(0);
    const failing = await runCli(['run', '--suite', 'own'], { cwd: project.root });
    expect(failing.stderr).toMatch(/HERMES_RUN_REFERENCE_FAILS.*own\.jsonl/);
    expect(failing.exitCode).toBe(2);
  });
});
