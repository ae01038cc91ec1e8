import {
  copyFileSync,
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
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { hostileName, notInert } from '../../contract/testing/unseen.ts';
import { newestJournal, repositoryRoot, runCli, startCli } from '../../testing/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'hermes-score-'));
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(root, 'case-'));
  writeFileSync(join(directory, 'hermes.config.ts'), 'export default { sandbox: { cpuMs: 500 } };\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const dataset = (name: string) => join(repositoryRoot, 'fixtures/datasets', `${name}.jsonl`);
const everyOther = '  return items.filter((_, i) => i % 2 === 0);\n}';

function samplesFile(samples: object[]): string {
  const path = join(directory, 'samples.jsonl');
  writeFileSync(path, samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
  return path;
}

async function score(tasks: string, samples: string, ...flags: string[]) {
  const args = ['score', '--tasks', tasks, '--samples', samples, '--json', ...flags];
  const { stdout, stderr, exitCode } = await runCli(args, { cwd: directory });
  return { exitCode, stderr, ...JSON.parse(stdout === '' ? '{}' : stdout) };
}

function linesOf(path: string): { task_id: string; [key: string]: unknown }[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('hermes score', () => {
  test('judges HumanEval-X completions and solutions and leaves a run directory like every run', async () => {
    const samples = samplesFile([
      {
        task_id: 'JavaScript/900',
        completion: '  return numbers.filter((n) => n > low && n < high).length;\n}',
      },
      { task_id: 'JavaScript/900', completion: '  return numbers.length;\n}' },
      {
        task_id: 'JavaScript/901',
        solution:
          'const unshiftLetters = (t) => [...t].map((c) => /[a-z]/.test(c) ? String.fromCharCode((c.charCodeAt(0) - 97 + 23) % 26 + 97) : c).join("");',
      },
      { task_id: 'JavaScript/902', completion: '  while (true) {}\n}', more: 'is ignored' },
      { task_id: 'JavaScript/902', completion: '  return [...;\n}' },
    ]);
    const result = await score(dataset('humanevalx-sample'), samples);
    expect(result.exitCode, result.stderr).toBe(0);
    expect(
      linesOf(`${samples}_results.jsonl`).map((line) => [
        line.task_id,
        line['sample'],
        line['outcome'],
        line['status'],
      ]),
    ).toEqual([
      ['JavaScript/900', 0, 'passed', 'passed'],
      ['JavaScript/900', 1, 'failed', 'failed'],
      ['JavaScript/901', 0, 'passed', 'passed'],
      ['JavaScript/902', 0, 'timeout', 'timed-out'],
      ['JavaScript/902', 1, 'failed', 'errored'],
    ]);
    expect(result.metrics.pass_at_1).toMatchObject({ value: 0.5, n: 3 });
    expect(result.tasksWithoutSamples).toEqual(['JavaScript/903']);
    expect(result.sandbox.engine.node).toBe('24.21.0');
    expect(result.determinismClass).toBe('D1');
    const verified = await runCli(['verify', result.runDir], { cwd: directory });
    expect(verified.exitCode, verified.stdout).toBe(0);
    const reported = await runCli(['report', result.runDir], { cwd: directory });
    expect(reported.exitCode, reported.stderr).toBe(0);
    expect(readFileSync(join(result.runDir, 'report.html'), 'utf8')).toContain('JavaScript/902');
    const again = await score(dataset('humanevalx-sample'), samples);
    expect([again.runDigest, again.resultsDigest]).toEqual([result.runDigest, result.resultsDigest]);
  });

  test.each([
    ['multiple-js-sample', everyOther],
    [
      'multiple-ts-sample',
      `  const kept: number[] = [];\n  for (const [i, item] of items.entries()) if (i % 2 === 0) kept.push(item);\n  return kept;\n}\n\nfunction other() {`,
    ],
  ])('judges %s, cut at the stop tokens', async (set, completion) => {
    const samples = samplesFile([
      { task_id: 'Sample_0_every_other', completion },
      { task_id: 'Sample_0_every_other', completion: '  return items;\n}' },
    ]);
    const result = await score(dataset(set), samples, '-k', '1,2');
    expect(linesOf(`${samples}_results.jsonl`).map((line) => line['passed'])).toEqual([true, false]);
    expect(result.metrics.pass_at_2.value).toBe(1);
  });

  test('MultiPL-E tests take null for undefined, as Node’s legacy assert does', async () => {
    const completion = '  return items.length === 0 ? null : items[0];\n}';
    const samples = samplesFile([{ task_id: 'Sample_2_first_or_nothing', completion }]);
    expect((await score(dataset('multiple-js-sample'), samples)).outcomes.passed).toBe(1);
  });

  test('judges our own records: answers of any shape, refusals as the agent’s', async () => {
    const tasks = join(repositoryRoot, 'fixtures/tasks/micro.jsonl');
    const [task] = readFileSync(tasks, 'utf8').split('\n');
    const { task_id, reference } = JSON.parse(task ?? '');
    const samples = samplesFile([
      { task_id, completion: `Here you are:\n\`\`\`js\n${reference}\n\`\`\`` },
      { task_id, solution: reference },
      { task_id, completion: 'No.' },
    ]);
    const result = await score(tasks, samples);
    expect(result.outcomes).toMatchObject({ passed: 2, failed: 0, agent: 1, harness: 0 });
    expect(linesOf(`${samples}_results.jsonl`)[2]?.['cause']).toMatch(/holds no code/);
  });

  test('whatever a task is called and a program prints, everything that people see is inert', async () => {
    const tasks = join(directory, `tasks-\u202e.jsonl`);
    const body = { statement: hostileName, signature: 'function f()', entry_point: 'f', tier: hostileName };
    const reference = `function f() { console.log(${JSON.stringify(hostileName)}); return 1; }`;
    const named = ['a', 'b', 'c'].map((name) => ({ ...body, task_id: `${name}${hostileName}`, reference }));
    const lines = named.map((task) => ({ ...task, cases: [{ args: [], expected: 1 }] }));
    writeFileSync(tasks, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const wrong = `function f() { throw new Error(${JSON.stringify(hostileName)}); }`;
    const samples = samplesFile([
      { task_id: named[0]!.task_id, solution: reference },
      { task_id: named[1]!.task_id, solution: wrong },
    ]);
    const cli = (...args: string[]) => runCli(args, { cwd: directory });
    const scored = await cli('score', '--tasks', tasks, '--samples', samples);
    expect(scored.stdout, scored.stderr).toContain('1 of 2 samples passed.');
    const runDir = join(directory, 'hermes-runs/latest');
    const manifest = join(runDir, 'manifest.json');
    const reports = ['report.html', 'report.md', 'junit.xml'].map((name) =>
      readFileSync(join(runDir, name), 'utf8'),
    );
    const reported = await cli('report', runDir);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('evil', 'Evil'));
    const argument = hostileName.replaceAll('\0', '').toWellFormed();
    const checked = await cli('tasks', 'check', tasks);
    const others = [
      reported,
      checked,
      await cli('verify', runDir),
      await cli('score', '--tasks', tasks, '--samples', `${samples}${argument}`, '--json'),
      await cli(argument),
    ];
    expect(others.map(({ exitCode }) => exitCode)).toEqual([0, 1, 1, 2, 2]);
    const shown = [scored, ...others].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    for (const text of [...reports, ...shown]) expect(notInert(text), text.slice(0, 2_000)).toEqual([]);
    for (const text of [...reports, checked.stdout]) expect(text).toMatch(/u\{202E\}/);
  });

  test('checks a data set by its own solutions, lists the one that fails, and misses its gate', async () => {
    const tasks = join(directory, 'tasks.jsonl');
    copyFileSync(dataset('humanevalx-sample'), tasks);
    const result = await score(tasks, 'canonical');
    expect(result.exitCode).toBe(1);
    expect(result.failures).toMatchObject([
      {
        taskId: 'JavaScript/903',
        line: 4,
        outcome: 'failed',
        cause: expect.stringMatching(/AssertionError/) as string,
      },
    ]);
    expect(existsSync(`${tasks}_canonical_results.jsonl`)).toBe(true);
  });

  test('refuses a results file that cannot be written, before anything is executed', async () => {
    const samples = samplesFile([{ task_id: 'Sample_0_every_other', completion: everyOther }]);
    mkdirSync(`${samples}_results.jsonl`);
    const { exitCode, stderr } = await score(dataset('multiple-js-sample'), samples);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('HERMES_TASK_RESULTS_UNWRITABLE')]);
    expect(existsSync(join(directory, 'hermes-runs'))).toBe(false);
  });
});

describe('a scoring goes on with what an earlier one left', () => {
  const many = Array.from({ length: 8 }, (_, i) => ({
    task_id: 'Sample_0_every_other',
    // The later ones take until their limit, so that there is time to disturb them.
    completion: i < 3 ? `${everyOther} // ${i}` : `  while (true) {} // ${i}\n}`,
  }));
  const runDirs = () => readdirSync(join(directory, 'hermes-runs')).filter((name) => name !== 'latest');

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'after %s nothing finished is executed again',
    async (signal) => {
      const samples = samplesFile(many);
      const args = [
        'score',
        '--tasks',
        dataset('multiple-js-sample'),
        '--samples',
        samples,
        '--workers',
        '1',
      ];
      const first = startCli(args, { cwd: directory });
      const journal = () => newestJournal(join(directory, 'hermes-runs')).split('\n').length - 1;
      while (journal() < 3) await new Promise((done) => setTimeout(done, 50));
      first.kill(signal);
      expect(await first.finished).toMatchObject(signal === 'SIGTERM' ? { exitCode: 130 } : { signal });
      const finished = journal();
      expect(finished).toBeLessThan(8);
      const second = await score(dataset('multiple-js-sample'), samples);
      expect([second.samples.kept, second.outcomes.passed]).toEqual([finished, 3]);
      expect(linesOf(`${samples}_results.jsonl`).map((line) => line['line'])).toEqual(
        many.map((_, i) => i + 1),
      );
      // The interrupted run directory is taken over, not left behind.
      expect(runDirs()).toHaveLength(1);
    },
  );

  test('only for samples that are still the same, and never with a fault of ours', async () => {
    const few = many.slice(0, 3);
    const samples = samplesFile(few);
    const whole = await score(dataset('multiple-js-sample'), samples);
    const journal = join(whole.runDir, 'journal.jsonl');
    const entries = readFileSync(journal, 'utf8').trim().split('\n');
    const faulty = entries.findIndex((line) => line.includes('// 0'));
    entries[faulty] = entries[faulty]?.replace('"outcome":"passed"', '"outcome":"harness"') ?? '';
    writeFileSync(journal, `${entries.join('\n')}\n{"cut off`);
    samplesFile(few.with(1, { task_id: 'Sample_0_every_other', completion: '  return items;\n}' }));
    const again = await score(dataset('multiple-js-sample'), samples);
    expect([again.samples.kept, again.outcomes]).toMatchObject([1, { passed: 2, failed: 1 }]);
    expect(runDirs()).toHaveLength(2);
  });
});
