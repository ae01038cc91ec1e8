import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCorpus } from './corpus.ts';
import { createSandbox } from '../index.ts';
import { formatSelfCheck, selfCheck } from './self-check.ts';

test('every program of the hostile corpus gets the verdict it deserves, and the control after it passes', async () => {
  const entries = await loadCorpus(join(import.meta.dirname, '../../fixtures/hostile'));
  await using sandbox = await createSandbox({ workers: 2 });
  const report = await selfCheck(sandbox, entries, { lanes: 2 });
  expect(report.misses, formatSelfCheck(report)).toEqual([]);
  expect(report.passed).toBe(entries.length);
}, 600_000);
