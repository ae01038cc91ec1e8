import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readManifest, readRecord, resolveRunDir } from './read-run.ts';
import { finishedRun } from './testing/small-run.ts';

let template: string;
let root: string;
let runDir: string;
beforeAll(() => {
  template = mkdtempSync(join(tmpdir(), 'hermes-finished-'));
  finishedRun(template);
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hermes-read-'));
  runDir = join(root, 'run');
  cpSync(join(template, 'run'), runDir, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('readRecord() gives all of a run from its directory alone, wherever that lies now', () => {
  const first = readRecord(runDir, readManifest(runDir));
  expect(first.samples).toHaveLength(6);
  expect(first.samples[5]?.transcript[0]).toMatchObject({ type: 'task', statement: 'Say ü.' });
  expect(first.tasks).toHaveLength(3);
  expect(first.sealEvents).toHaveLength(18);
  const moved = join(root, 'elsewhere');
  renameSync(runDir, moved);
  expect(JSON.stringify(readRecord(moved, readManifest(moved)))).toBe(JSON.stringify(first));
});

test.each([
  ['samples.jsonl', /samples\.jsonl, line 7/],
  ['observations.jsonl', /observations\.jsonl, line 7/],
  ['tasks.jsonl', /tasks\.jsonl, line 4/],
  ['hermeticity.jsonl', /hermeticity\.jsonl, line 19/],
])('a damaged line of %s is named with its number', (name, where) => {
  appendFileSync(join(runDir, name), '{"suite":');
  const read = () => readRecord(runDir, readManifest(runDir));
  expect(read).toThrow(where);
  expect(read).toThrow(/HERMES_RUN_DIR_UNREADABLE.*hermes verify/s);
});

test('a sample without an observation and one without a transcript are named', () => {
  const manifest = readManifest(runDir);
  const observations = join(runDir, 'observations.jsonl');
  const lines = readFileSync(observations, 'utf8').split('\n');
  writeFileSync(observations, lines.slice(1).join('\n'));
  expect(() => readRecord(runDir, manifest)).toThrow(/no line for small PM a#0/);
  writeFileSync(observations, lines.join('\n'));
  rmSync(join(runDir, 'transcripts'), { recursive: true });
  expect(() => readRecord(runDir, manifest)).toThrow(/transcripts.small\.PM\.a\.0.*no such file/);
});

test('a folder that is no run, a run that did not finish and a manifest of another kind are told apart', () => {
  expect(() => readManifest(root)).toThrow(/manifest\.json: there is no such file.*hermes-runs\/latest/s);
  writeFileSync(join(root, 'journal.jsonl'), '');
  expect(() => readManifest(root)).toThrow(/did not finish.*journal\.jsonl/s);
  writeFileSync(join(root, 'manifest.json'), '{"name":"an extension"}');
  expect(() => readManifest(root)).toThrow(/HERMES_RUN_DIR_UNREADABLE.*schemaVersion/s);
});

test('resolveRunDir() follows `latest` as a link and as a file that holds a name, and takes no other file for one', () => {
  symlinkSync('run', join(root, 'link'));
  writeFileSync(join(root, 'file'), 'run\n');
  writeFileSync(join(root, 'text'), 'two lines\nof something else\n');
  expect(readManifest(resolveRunDir(join(root, 'link'))).runId).toBe('run');
  expect(resolveRunDir(join(root, 'file'))).toBe(runDir);
  expect(() => readManifest(resolveRunDir(join(root, 'text')))).toThrow('HERMES_RUN_DIR_UNREADABLE');
});
