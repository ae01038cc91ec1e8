import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleRecord } from '../contract/testing/sample-records.ts';
import { Breaker } from './breaker.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-breaker-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lost = (errorCode: string) => sampleRecord({ outcome: 'harness', errorCode, cause: 'it is gone' });

test('without a model worker the first sample is refused, and every one after it, with what to do', () => {
  const breaker = new Breaker(folder);
  breaker.check(0);
  expect(() => breaker.weigh(lost('HERMES_POOL_NO_WORKERS'))).toThrow(
    /HERMES_RUN_STOPPED.*HERMES_POOL_NO_WORKERS: it is gone.*hermes doctor/s,
  );
  expect(() => breaker.check(1)).toThrow(/HERMES_RUN_STOPPED/);
  expect(() => breaker.weigh(sampleRecord({}))).not.toThrow();
});

test('one fault of ours on sample after sample stops the run; faults among results do not', () => {
  const breaker = new Breaker(folder);
  for (let round = 0; round < 30; round += 1) {
    for (let time = 0; time < 20; time += 1) breaker.weigh(lost('HERMES_ACTS_UNAVAILABLE'));
    breaker.weigh(round % 2 === 0 ? sampleRecord({}) : lost('HERMES_POOL_CRASHED'));
  }
  const untilStop = () => {
    for (let time = 0; time < 21; time += 1) breaker.weigh(lost('HERMES_POOL_CRASHED'));
  };
  expect(untilStop).toThrow(/HERMES_RUN_STOPPED.*21 samples in a row/s);
});

test('tasks that cannot be judged do not stop the run, however many', () => {
  const breaker = new Breaker(folder);
  for (let time = 0; time < 50; time += 1) breaker.weigh(lost('HERMES_TASK_TEST_BROKEN'));
  expect(() => breaker.check(50)).not.toThrow();
});

test('a write that the disk refused stops the run; any other error stays what it is', () => {
  const breaker = new Breaker(folder);
  const other = new TypeError('no such thing');
  expect(breaker.writeFailed(other)).toBe(other);
  breaker.check(0);
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  expect(breaker.writeFailed(full)).toMatchObject({ code: 'HERMES_RUN_DISK', cause: full });
  expect(() => breaker.check(0)).toThrow(/HERMES_RUN_DISK.*--out/s);
});
