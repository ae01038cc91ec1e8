import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Suite } from '../../contract/suite.ts';
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

describe('bad input is refused before anything is executed', () => {
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
