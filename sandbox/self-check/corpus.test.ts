import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpusCategories, loadCorpus, parseCorpus } from './corpus.ts';
import { expandTemplate } from './corpus-template.ts';

const repositoryCorpus = join(import.meta.dirname, '../../fixtures/hostile');

const line = (over: object = {}): string =>
  JSON.stringify({
    id: 'ordinary-one',
    category: 'ordinary',
    why: 'Adds one; nothing about it is hostile.',
    program: { code: 'function solution(n) { return n + 1; }', cases: [{ args: [1], expected: 2 }] },
    expect: { status: 'passed' },
    ...over,
  });

describe('the corpus of the repository', () => {
  test('holds at least 150 hostile programs, 40 ordinary ones and 5 that kill compilers, of every category', async () => {
    const entries = await loadCorpus(repositoryCorpus);
    const count = (category: string): number => entries.filter((entry) => entry.category === category).length;
    for (const category of corpusCategories) expect(count(category), category).toBeGreaterThan(0);
    expect(count('ordinary')).toBeGreaterThanOrEqual(40);
    expect(count('compiler-killing')).toBeGreaterThanOrEqual(5);
    expect(entries.length - count('ordinary')).toBeGreaterThanOrEqual(150);
    expect(entries.filter(({ program }) => program.lang === 'ts').length).toBeGreaterThanOrEqual(20);
  });

  test('never lets a forging program pass, and judges each by something that the program does not see', async () => {
    const forging = (await loadCorpus(repositoryCorpus)).filter(({ category }) => category === 'forging');
    for (const { id, expect: expected, program } of forging) {
      expect(expected.notPassed, id).toBe(true);
      const hidden = (program.cases?.length ?? 0) > 0 || program.test !== undefined;
      expect(hidden || /\bthrow\b|reject/.test(program.code), id).toBe(true);
    }
  });
});

describe('parsing', () => {
  test('gives the entry with its defaults written out but no limits that the line does not name', () => {
    const [entry] = parseCorpus(
      `${line({ program: { code: 'x', limits: { cpuMs: 300 } } })}\n\n`,
      'ordinary.jsonl',
    );
    expect(entry).toEqual({
      id: 'ordinary-one',
      category: 'ordinary',
      why: 'Adds one; nothing about it is hostile.',
      program: { code: 'x', limits: { cpuMs: 300 } },
      expect: { status: ['passed'], checks: {} },
    });
  });

  test('writes a code template out', () => {
    const codeTemplate = [
      'return ',
      { repeat: '(', times: 3 },
      '1',
      { repeat: ')', times: 3 },
      { repeat: ';{i}', times: 2 },
    ];
    const [entry] = parseCorpus(line({ program: { codeTemplate, form: 'body' } }), 'ordinary.jsonl');
    expect(entry?.program.code).toBe('return (((1)));0;1');
  });

  test.each([
    ['is no JSON', '{', /ordinary\.jsonl:2: /],
    ['has an unknown field', line({ extra: 1 }), /Unrecognized key/],
    ['has an unknown status', line({ expect: { status: 'fine' } }), /HERMES_SANDBOX_CORPUS/],
    [
      'has an unknown check',
      line({ expect: { status: 'passed', checks: { valueInclude: ['x'] } } }),
      /Unrecognized key/,
    ],
    ['allows a forged pass', line({ expect: { status: ['passed'], notPassed: true } }), /contradicts/],
    ['has a program without code', line({ program: { lang: 'js' } }), /code/],
    [
      'has a program with an unknown field',
      line({ program: { code: '', language: 'js' } }),
      /Unrecognized key/,
    ],
    ['says hardly why', line({ why: 'because' }), /why/],
    ['stands in the wrong file', line({ category: 'forging' }), /belongs into forging\.jsonl/],
  ])('refuses a line that %s, and names the place', (_what, text, message) => {
    const parse = (): unknown => parseCorpus(`${line()}\n${text}`, 'ordinary.jsonl');
    expect(parse).toThrow(message);
    expect(parse).toThrow(/ordinary\.jsonl:2/);
  });
});

describe('loading', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hermes-corpus-'));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  test('orders by category as the table does, whatever the names of the files', async () => {
    await writeFile(join(directory, 'ordinary.jsonl'), line());
    await writeFile(join(directory, 'never-ending.jsonl'), line({ id: 'z', category: 'never-ending' }));
    await writeFile(join(directory, 'notes.txt'), 'not a corpus file');
    expect((await loadCorpus(directory)).map(({ id }) => id)).toEqual(['z', 'ordinary-one']);
  });

  test('refuses an id that stands twice', async () => {
    await writeFile(join(directory, 'growing.jsonl'), line({ id: 'z', category: 'growing' }));
    await expect(loadCorpus(directory)).rejects.toThrow(/the id z stands twice/);
  });

  test('refuses a directory that is missing or holds nothing: an empty check would pass', async () => {
    await expect(loadCorpus(join(directory, 'absent'))).rejects.toMatchObject({
      code: 'HERMES_SANDBOX_CORPUS',
    });
    const empty = await mkdtemp(join(directory, 'empty-'));
    await expect(loadCorpus(empty)).rejects.toMatchObject({ code: 'HERMES_SANDBOX_CORPUS' });
  });
});

describe('templates', () => {
  test('number their repetitions', () => {
    expect(expandTemplate(['a', { repeat: 'k{i}:{i},', times: 3 }, 'b'])).toBe('ak0:0,k1:1,k2:2,b');
  });

  test('refuse to grow past 32 Mi characters', () => {
    expect(() => expandTemplate([{ repeat: 'x'.repeat(1024), times: 40_000 }])).toThrow(RangeError);
  });
});
