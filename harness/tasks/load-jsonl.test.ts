import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '../contract/canonical-json.ts';
import { loadTasks } from './load-jsonl.ts';

const directory = mkdtempSync(join(tmpdir(), 'hermes-tasks-'));
afterAll(() => rmSync(directory, { recursive: true }));

const task = {
  task_id: 'a',
  statement: 'Add.',
  signature: 'function add(a, b)',
  entry_point: 'add',
  reference: 'const add = (a, b) => a + b;',
  cases: [{ args: [1, 2], expected: 3 }],
};

function file(text: string | Uint8Array): string {
  const path = join(directory, 'tasks.jsonl');
  writeFileSync(path, text);
  return path;
}

describe('loadTasks()', () => {
  test('reads tasks in order with defaults and the digest of the bytes', () => {
    const text = `${JSON.stringify(task)}\n\n${JSON.stringify({ ...task, task_id: 'b', lang: 'ts' })}\n`;
    const loaded = loadTasks(file(text));
    expect(loaded.tasks.map((one) => [one.task_id, one.lang, one.crossing])).toEqual([
      ['a', 'js', 'data'],
      ['b', 'ts', 'data'],
    ]);
    expect(loaded.sha256).toBe(sha256(text));
  });

  test('reads a gzipped file, with the digest of the bytes on disk', () => {
    const bytes = gzipSync(JSON.stringify(task));
    expect(loadTasks(file(bytes))).toMatchObject({ sha256: sha256(bytes), tasks: [{ task_id: 'a' }] });
  });

  test('reads the embedded tasks', () => {
    expect(loadTasks('fixtures/tasks/micro.jsonl').tasks).toHaveLength(400);
  });

  test.each([
    ['text that is not JSON', '{"task_id":', /tasks\.jsonl:2 is not JSON/],
    ['an array', '[1]', /tasks\.jsonl:2 is an array, not a JSON object/],
    [
      'a missing field',
      JSON.stringify({ ...task, statement: undefined }),
      /:2 is not a task: field "statement"/,
    ],
    [
      'a field of a wrong type',
      JSON.stringify({ ...task, cases: [{ args: 1, expected: 2 }] }),
      /field "cases\.0\.args"/,
    ],
    [
      'an unknown field',
      JSON.stringify({ ...task, refrence: '' }),
      /unknown field "refrence".*did you mean "reference"/,
    ],
    [
      'an unknown field like no other',
      JSON.stringify({ ...task, zzzzz: '' }),
      /unknown field "zzzzz".*known fields are task_id/,
    ],
    [
      'an entry point that is no identifier',
      JSON.stringify({ ...task, entry_point: 'a-b' }),
      /field "entry_point": must be an identifier/,
    ],
    [
      'neither cases nor test',
      JSON.stringify({ ...task, cases: undefined }),
      /needs cases or test.*add "cases" or "test"/,
    ],
  ])('refuses %s with file, line, field and fix', (_title, line, message) => {
    const path = file(`${JSON.stringify({ ...task, task_id: 'first' })}\n${line}\n`);
    expect(() => loadTasks(path)).toThrow(
      expect.objectContaining({ code: 'HERMES_TASK_BAD_LINE', message: expect.stringMatching(message) }),
    );
  });

  test('refuses an id used twice and names both lines', () => {
    const path = file(`${JSON.stringify(task)}\n\n${JSON.stringify(task)}\n`);
    expect(() => loadTasks(path)).toThrow(/HERMES_TASK_DUPLICATE_ID.*:3 repeats the task id "a" of line 1/);
  });

  test.each([
    ['an empty file', '', 'HERMES_TASK_EMPTY'],
    ['blank lines only', '\n \n', 'HERMES_TASK_EMPTY'],
    ['gzip that is cut off', gzipSync('x'.repeat(99)).subarray(0, 20), 'HERMES_TASK_NOT_UTF8'],
    ['bytes that are not text', new Uint8Array([0xff, 0xfe, 0x00]), 'HERMES_TASK_NOT_UTF8'],
  ])('refuses %s', (_title, text, code) => {
    const path = file(text);
    expect(() => loadTasks(path)).toThrow(expect.objectContaining({ code }));
  });

  test('refuses a file that is not there', () => {
    expect(() => loadTasks(join(directory, 'none.jsonl'))).toThrow(
      expect.objectContaining({ code: 'HERMES_TASK_MISSING' }),
    );
  });
});
