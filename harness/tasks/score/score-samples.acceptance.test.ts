import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { ResultLine } from './result-line.ts';
import { scoreSamples, type ScoreProgress } from './score-samples.ts';

let directory: string;
let sandbox: Sandbox;
const root = mkdtempSync(join(tmpdir(), 'hermes-score-'));
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 2, limits: { cpuMs: 500 } });
});
beforeEach(() => {
  directory = mkdtempSync(join(root, 'case-'));
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});

const humanevalx = 'fixtures/datasets/humanevalx-sample.jsonl';
const multipleJs = 'fixtures/datasets/multiple-js-sample.jsonl';
const multipleTs = 'fixtures/datasets/multiple-ts-sample.jsonl';
const everyOther = '  return items.filter((_, i) => i % 2 === 0);\n}';

function samplesFile(...samples: (object | string)[]): string {
  const path = join(directory, 'samples.jsonl');
  const lines = samples.map((sample) => (typeof sample === 'string' ? sample : JSON.stringify(sample)));
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function resultLines(path: string): ResultLine[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => ResultLine.parse(JSON.parse(line)));
}

describe('scoreSamples()', () => {
  test('scores HumanEval-X completions and solutions, helpers of the prompt included', async () => {
    const samples = samplesFile(
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
    );
    const result = await scoreSamples({ tasks: humanevalx, samples, sandbox });
    expect(
      resultLines(result.resultsPath).map((line) => [line.task_id, line.sample, line.outcome, line.status]),
    ).toEqual([
      ['JavaScript/900', 0, 'passed', 'passed'],
      ['JavaScript/900', 1, 'failed', 'failed'],
      ['JavaScript/901', 0, 'passed', 'passed'],
      ['JavaScript/902', 0, 'timeout', 'timed-out'],
      ['JavaScript/902', 1, 'failed', 'errored'],
    ]);
    expect(result.metrics['pass_at_1']).toMatchObject({ value: 0.5, n: 3 });
    expect(result.tasksWithoutSamples).toEqual(['JavaScript/903']);
    expect(result.sandbox?.engine['node']).toBe('24.21.0');
  });

  test.each([
    [multipleJs, everyOther],
    [
      multipleTs,
      `  const kept: number[] = [];\n  for (const [i, item] of items.entries()) if (i % 2 === 0) kept.push(item);\n  return kept;\n}\n\nfunction other() {`,
    ],
  ])('scores %s, cut at the stop tokens', async (tasks, completion) => {
    const samples = samplesFile(
      { task_id: 'Sample_0_every_other', completion },
      { task_id: 'Sample_0_every_other', completion: '  return items;\n}' },
    );
    const result = await scoreSamples({ tasks, samples, sandbox, ks: [1, 2] });
    expect(result.outcomes).toMatchObject({ passed: 1, failed: 1 });
    expect([result.metrics['pass_at_1']?.value, result.metrics['pass_at_2']?.value]).toEqual([0.5, 1]);
  });

  test('MultiPL-E tests take null for undefined, as Node’s legacy assert does', async () => {
    const completion = '  return items.length === 0 ? null : items[0];\n}';
    const samples = samplesFile({ task_id: 'Sample_2_first_or_nothing', completion });
    expect((await scoreSamples({ tasks: multipleJs, samples, sandbox })).outcomes.passed).toBe(1);
  });

  test('scores our own records: answers of any shape, refusals as the agent’s', async () => {
    const [task] = readFileSync('fixtures/tasks/micro.jsonl', 'utf8').split('\n');
    const { task_id, reference } = JSON.parse(task ?? '') as { task_id: string; reference: string };
    const samples = samplesFile(
      { task_id, completion: `Here you are:\n\`\`\`js\n${reference}\n\`\`\`` },
      { task_id, solution: reference },
      { task_id, completion: 'No.' },
    );
    const result = await scoreSamples({ tasks: 'fixtures/tasks/micro.jsonl', samples, sandbox });
    expect(result.outcomes).toEqual({ passed: 2, failed: 0, agent: 1, timeout: 0, memory: 0, harness: 0 });
    expect(resultLines(result.resultsPath)[2]?.cause).toMatch(/holds no code/);
  });

  test('checks a data set by its own solutions and lists the one that fails, with why', async () => {
    const tasks = join(directory, 'tasks.jsonl');
    copyFileSync(humanevalx, tasks);
    const result = await scoreSamples({ tasks, samples: 'canonical', sandbox });
    expect(result.failures).toEqual([
      {
        taskId: 'JavaScript/903',
        line: 4,
        outcome: 'failed',
        cause: expect.stringMatching(/AssertionError/) as string,
      },
    ]);
    expect(result.resultsPath).toBe(`${tasks}_canonical_results.jsonl`);
  });
});

describe('an interrupted scoring goes on', () => {
  const many = Array.from({ length: 12 }, (_, i) => ({
    task_id: 'Sample_0_every_other',
    completion: `${everyOther} // ${i}`,
  }));

  test('after an abort: what was finished is on disk and is not executed again', async () => {
    const samples = samplesFile(...many);
    const stop = new AbortController();
    const onProgress = ({ done }: ScoreProgress) => done === 5 && stop.abort(new Error('interrupted'));
    const first = scoreSamples({ tasks: multipleJs, samples, sandbox, signal: stop.signal, onProgress });
    await expect(first).rejects.toThrow('interrupted');
    const onDisk = resultLines(`${samples}_results.jsonl`).length;
    expect(onDisk).toBeGreaterThanOrEqual(5);
    expect(onDisk).toBeLessThan(12);
    const second = await scoreSamples({ tasks: multipleJs, samples, sandbox });
    expect([second.samples.kept, second.outcomes.passed]).toEqual([onDisk, 12]);
    expect(resultLines(second.resultsPath).map((line) => line.line)).toEqual(many.map((_, i) => i + 1));
  });

  test('after a kill in the middle of a line, and only for samples that are still the same', async () => {
    const samples = samplesFile(...many);
    const { resultsPath } = await scoreSamples({ tasks: multipleJs, samples, sandbox });
    const lines = readFileSync(resultsPath, 'utf8').split('\n');
    writeFileSync(resultsPath, `${lines.slice(0, 6).join('\n')}\n${lines[6]?.slice(0, 40)}`);
    samplesFile(...many.with(2, { task_id: 'Sample_0_every_other', completion: '  return items;\n}' }));
    const again = await scoreSamples({ tasks: multipleJs, samples, sandbox });
    expect([again.samples.kept, again.outcomes]).toMatchObject([5, { passed: 11, failed: 1 }]);
    expect(resultLines(resultsPath)).toHaveLength(12);
  });

  test('a fault of ours is tried again', async () => {
    const samples = samplesFile(...many.slice(0, 2));
    const closed = await createSandbox({ workers: 1 });
    await closed[Symbol.asyncDispose]();
    const faulty = await scoreSamples({ tasks: multipleJs, samples, sandbox: closed });
    expect(faulty.outcomes).toMatchObject({ harness: 2, failed: 0 });
    expect(faulty.metrics['pass_at_1']?.value).toBeNull();
    const again = await scoreSamples({ tasks: multipleJs, samples, sandbox });
    expect([again.samples.kept, again.outcomes.passed]).toEqual([0, 2]);
  });
});

describe('bad input is refused before anything is executed', () => {
  const good = { task_id: 'Sample_0_every_other', completion: everyOther };

  test.each<[string, (object | string)[], string, RegExp]>([
    ['a line that is not JSON', [good, '{"task_id"'], 'HERMES_TASK_BAD_LINE', /samples\.jsonl:2 is not JSON/],
    [
      'a sample without a program',
      [{ task_id: 'x', generation: '' }],
      'HERMES_TASK_BAD_SAMPLE',
      /neither "completion" nor "solution".*generation/,
    ],
    [
      'a completion that is no text',
      [{ task_id: 'x', completion: 1 }],
      'HERMES_TASK_BAD_SAMPLE',
      /field "completion"/,
    ],
    [
      'a task that is not there',
      [{ ...good, task_id: 'Sample_0_every_othr' }],
      'HERMES_TASK_UNKNOWN_ID',
      /did you mean "Sample_0_every_other"/,
    ],
    ['no sample', [''], 'HERMES_TASK_EMPTY', /holds no sample/],
  ])('%s', async (...[, samples, code, message]) => {
    const path = samplesFile(...samples);
    await expect(scoreSamples({ tasks: multipleJs, samples: path, sandbox })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  test.each([0, 1.5, 3])('k = %s with two samples', async (k) => {
    const samples = samplesFile(good, good);
    await expect(scoreSamples({ tasks: multipleJs, samples, sandbox, ks: [1, k] })).rejects.toMatchObject({
      code: 'HERMES_TASK_K_TOO_LARGE',
      message: expect.stringContaining('whole numbers from 1 to 2') as string,
    });
  });

  test('a samples file that is not there, a Python set, and a set without references', async () => {
    const none = join(directory, 'none.jsonl');
    await expect(scoreSamples({ tasks: multipleJs, samples: none, sandbox })).rejects.toMatchObject({
      code: 'HERMES_TASK_MISSING',
    });
    const python = scoreSamples({ tasks: 'fixtures/datasets/python-sample.jsonl', samples: none, sandbox });
    await expect(python).rejects.toMatchObject({ code: 'HERMES_TASK_PYTHON_SET' });
    const canonical = scoreSamples({ tasks: multipleJs, samples: 'canonical', sandbox });
    await expect(canonical).rejects.toMatchObject({ code: 'HERMES_TASK_NO_REFERENCE' });
  });

  test('a results file that cannot be written', async () => {
    const samples = samplesFile(good);
    mkdirSync(`${samples}_results.jsonl`);
    appendFileSync(join(`${samples}_results.jsonl`, 'x'), '');
    await expect(scoreSamples({ tasks: multipleJs, samples, sandbox })).rejects.toMatchObject({
      code: 'HERMES_TASK_RESULTS_UNWRITABLE',
    });
  });
});
