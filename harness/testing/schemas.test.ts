import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { schemaFiles } from '../../docs/write-schemas.ts';
import { finishedRun } from '../record/testing/small-run.ts';
import { repositoryRoot } from './cli.ts';
import { mistakesIn, runMistakes } from './schema-mistakes.ts';

const folder = join(repositoryRoot, 'docs/schemas');
const root = mkdtempSync(join(tmpdir(), 'hermes-schemas-'));
const runDir = finishedRun(root);
afterAll(() => rmSync(root, { recursive: true }));

test('the committed schemas are what zod gives (else: npm run generate)', () => {
  const files = schemaFiles();
  expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
});

test('every file of a run directory is as its schema says', () => expect(runMistakes(runDir)).toEqual([]));

describe('what people write', () => {
  test.each([
    ['lock', JSON.parse(readFileSync(join(repositoryRoot, 'hermes.lock.json'), 'utf8')) as unknown, true],
    ['lock', { lockVersion: 2 }, false],
    ['config', {}, true],
    ['config', { seed: 7, sandbox: { workers: 'auto' } }, true],
    ['config', { sede: 7 }, false],
    [
      'task',
      {
        task_id: 'a',
        statement: 's',
        signature: 'function f()',
        entry_point: 'f',
        reference: '',
        cases: [{ args: [], expected: 1 }],
      },
      true,
    ],
    ['task', { task_id: 'a' }, false],
  ])('%s: %j is refused or not', (name, value, isRight) => {
    expect(mistakesIn(name, value).length === 0).toBe(isRight);
  });
});

test.each([
  ['manifest', (value: Record<string, unknown>) => ({ ...value, schemaVersion: 1 })],
  ['manifest', (value: Record<string, unknown>) => ({ ...value, more: 1 })],
  ['manifest', (value: Record<string, unknown>) => ({ ...value, digests: undefined })],
  ['metrics', (value: Record<string, unknown>) => ({ ...value, suites: [{}] })],
])('a changed %s.json is refused', (name, change) => {
  const value = JSON.parse(readFileSync(join(runDir, `${name}.json`), 'utf8')) as Record<string, unknown>;
  expect(mistakesIn(name, value)).toEqual([]);
  expect(mistakesIn(name, change(value))).not.toEqual([]);
});
