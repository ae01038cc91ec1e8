import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRunDir, newRunId, pointLatest } from './run-dir.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'hermes-out-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

test('a run’s id begins with its start in UTC and is never given twice', () => {
  const start = new Date('2026-11-22T10:00:05.123Z');
  expect(newRunId(start)).toMatch(/^20261122-100005-[0-9a-f]{8}$/);
  expect(newRunId(start)).not.toBe(newRunId(start));
});

test('makeRunDir() gives an absolute folder with a journal that begins with the plan and leaves `latest` where it was', () => {
  const first = makeRunDir(join(out, 'deep', 'runs'), 'a', 'plan\n');
  pointLatest(first);
  const second = makeRunDir(join(out, 'deep', 'runs'), 'b', 'plan\n');
  expect(readFileSync(join(second, 'journal.jsonl'), 'utf8')).toBe('plan\n');
  expect(readlinkSync(join(out, 'deep', 'runs', 'latest'))).toBe('a');
});

test('pointLatest() replaces what was there, also what an interrupted one left, and leaves nothing of its own', () => {
  for (const id of ['a', 'b']) {
    writeFileSync(join(out, `.latest-${id}`), 'left over');
    pointLatest(makeRunDir(out, id, 'plan\n'));
  }
  expect(readlinkSync(join(out, 'latest'))).toBe('b');
  expect(readdirSync(out).sort()).toEqual(['a', 'b', 'latest']);
});

test('an output folder that cannot hold runs is refused before anything runs', () => {
  writeFileSync(join(out, 'file'), '');
  expect(() => makeRunDir(join(out, 'file'), 'a', 'plan\n')).toThrow(/HERMES_RUN_OUT_UNWRITABLE.*--out/s);
  mkdirSync(join(out, 'latest'));
  expect(() => makeRunDir(out, 'a', 'plan\n')).toThrow(/HERMES_RUN_OUT_UNWRITABLE.*latest.*folder/s);
});
