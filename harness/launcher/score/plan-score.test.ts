import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { Suite } from '../../contract/suite.ts';
import { readTaskSet } from '../../tasks/read-task-set.ts';
import { planScore } from './plan-score.ts';

const directory = mkdtempSync(join(tmpdir(), 'hermes-plan-score-'));
afterAll(() => rmSync(directory, { recursive: true }));

const humanevalx = 'fixtures/datasets/humanevalx-sample.jsonl';
const multipleJs = 'fixtures/datasets/multiple-js-sample.jsonl';
const good = { task_id: 'Sample_0_every_other', completion: '  return items;\n}' };

function samplesFile(...samples: (object | string)[]): string {
  const path = join(directory, 'samples.jsonl');
  const lines = samples.map((sample) => (typeof sample === 'string' ? sample : JSON.stringify(sample)));
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function plan(tasks: string, samples: string, ks?: number[]): ReturnType<typeof planScore> {
  return planScore({ tasks, samples, ks, projectRoot: process.cwd() });
}

describe('planScore() makes a suite', () => {
  test('of the tasks that have samples, named after their file, judged as a coder’s', () => {
    const { suite } = plan(multipleJs, samplesFile(good, good));
    expect(Suite.parse(suite)).toMatchObject({
      name: 'multiple-js-sample',
      pipeline: 'coder',
      samples: 2,
      gates: [],
      origin: { kind: 'multiple', name: multipleJs, locked: false },
      given: { ks: [1] },
    });
    expect(suite.tasks.map((task) => task.task_id)).toEqual(['Sample_0_every_other']);
  });

  test('of a set’s own solutions, all of which must pass', () => {
    const { suite, samples } = plan(humanevalx, 'canonical');
    expect(suite.gates).toEqual([{ metric: 'pass_at_1', threshold: 1, direction: 'atLeast' }]);
    expect(suite.given?.name).toBe('canonical');
    expect(samples.all).toHaveLength(4);
  });

  test('whose programs hold the helpers that stand before a coder’s answer, once', () => {
    const { suite, samples } = plan(humanevalx, 'canonical');
    expect(suite.tasks.some((task) => task.prelude !== undefined)).toBe(false);
    const helped = samples.all[1]?.answer;
    if (helped === undefined || 'refusal' in helped) throw new Error('no program');
    expect(helped.code.match(/const shiftLetters/g)).toHaveLength(1);
  });

  test.each([
    [1, [1]],
    [10, [1, 10]],
    [12, [1, 10]],
  ])('%s samples of a task give the ks %s', (count, ks) => {
    const samples = samplesFile(...Array.from({ length: count }, () => good));
    expect(plan(multipleJs, samples).suite.given?.ks).toEqual(ks);
  });
});

describe('samples are read as they come', () => {
  const ids = (samples: string, tasks = multipleJs) =>
    plan(tasks, samples).samples.all.map(({ taskId, sample, line }) => [taskId, sample, line]);

  test('HumanEval-X generations go on where the prompt ends', () => {
    const samples = samplesFile({ task_id: 'JavaScript/900', prompt: '…', generation: '  return 1;\n}' });
    const [first] = plan(humanevalx, samples).samples.all;
    expect(first?.answer).toMatchObject({ code: expect.stringMatching(/=> \{\n {2}return 1;\n\}$/) });
  });

  test('MultiPL-E’s own files, a gzipped document a task in a folder', () => {
    const folder = join(directory, 'completions');
    mkdirSync(folder);
    const document = {
      name: good.task_id,
      language: 'js',
      completions: ['  return 1;\n}', '  return 2;\n}'],
    };
    writeFileSync(join(folder, 'b.json.gz'), gzipSync(JSON.stringify(document, null, 2)));
    writeFileSync(join(folder, 'README.md'), 'not samples');
    const known = readTaskSet(multipleJs).items.map(({ task }) => task.task_id);
    document.name = known[1] ?? '';
    writeFileSync(join(folder, 'a.json'), JSON.stringify(document));
    expect(ids(folder)).toEqual([
      [known[1], 0, 1],
      [known[1], 1, 1],
      [good.task_id, 0, 2],
      [good.task_id, 1, 2],
    ]);
    expect(plan(multipleJs, folder).samples.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('bigcode’s generations, a list a task in the order of the set, each with its prompt', () => {
    const path = join(directory, 'generations.json');
    const [first, second] = readTaskSet(multipleJs).items;
    if (first?.completes.kind !== 'prompt') throw new Error('no prompt');
    const { prompt } = first.completes;
    writeFileSync(path, JSON.stringify([[`${prompt}  return 1;\n}`, '  return 2;\n}'], ['  return 3;\n}']]));
    expect(ids(path)).toEqual([
      [first.task.task_id, 0, 1],
      [first.task.task_id, 1, 1],
      [second?.task.task_id, 0, 2],
    ]);
    const codes = plan(multipleJs, path).samples.all.map(({ answer }) => answer);
    expect(codes.slice(0, 2)).toEqual([
      { code: `${prompt}  return 1;\n}` },
      { code: `${prompt}  return 2;\n}` },
    ]);
    writeFileSync(path, JSON.stringify(Array.from({ length: 9 }, () => ['x'])));
    expect(() => plan(multipleJs, path)).toThrow(/HERMES_TASK_BAD_SAMPLE.*task 4, and .* holds 3/);
  });

  test('samples of tasks that cannot be judged here are left out, and the suite says which and why', () => {
    const { suite, samples } = plan('fixtures/datasets/mxeval-js-sample.jsonl', 'canonical');
    expect(samples.all.map(({ taskId }) => taskId)).toEqual(['MBJSP/901']);
    expect(suite.origin.excluded).toMatchObject([{ taskId: 'MBJSP/903' }]);
  });

  test('extraction is part of the question', () => {
    const samples = samplesFile(good);
    const planned = (extract: boolean) =>
      planScore({ tasks: multipleJs, samples, ks: undefined, projectRoot: process.cwd(), extract });
    expect(planned(true).suite.given).toMatchObject({ extracted: true });
    expect(planned(false).suite.given).not.toHaveProperty('extracted');
  });
});

describe('bad input is refused before anything is executed', () => {
  test.each<[string, (object | string)[], string, RegExp]>([
    ['a line that is not JSON', [good, '{"task_id"'], 'HERMES_TASK_BAD_LINE', /samples\.jsonl:2 is not JSON/],
    [
      'a sample without a program',
      [{ task_id: 'x', output: '' }],
      'HERMES_TASK_BAD_SAMPLE',
      /neither "completion" nor "solution".*output/,
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
  ])('%s', (...[, samples, code, message]) => {
    const path = samplesFile(...samples);
    expect(() => plan(multipleJs, path)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });

  test.each([0, 1.5, 3])('k = %s with two samples', (k) => {
    const samples = samplesFile(good, good);
    expect(() => plan(multipleJs, samples, [1, k])).toThrow(
      /HERMES_TASK_K_TOO_LARGE.*whole numbers from 1 to 2/,
    );
  });

  test('a samples file that is not there, a Python set, and a set without references', () => {
    const none = join(directory, 'none.jsonl');
    expect(() => plan(multipleJs, none)).toThrow(/HERMES_TASK_MISSING/);
    expect(() => plan('fixtures/datasets/python-sample.jsonl', none)).toThrow(/HERMES_TASK_PYTHON_SET/);
    expect(() => plan(multipleJs, 'canonical')).toThrow(/HERMES_TASK_NO_REFERENCE/);
  });
});
