import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CorpusEntry, loadCorpus } from './corpus.ts';
import { createSandbox } from '../index.ts';
import { formatSelfCheck, selfCheck } from './self-check.ts';

const corpus = join(import.meta.dirname, '../../fixtures/hostile');

/** By hand: `npx vitest run --project soak sandbox/self-check`; about 10 minutes on two idle cores. */
test.each([
  { reuse: 'clean', seed: 1 },
  { reuse: 'clean', seed: 2 },
  { reuse: 'never', seed: 3 },
] as const)(
  'verdicts depend on neither order nor reuse ($reuse, order $seed)',
  async ({ reuse, seed }) => {
    const entries = shuffled(await loadCorpus(corpus), seed);
    await using sandbox = await createSandbox({ workers: 1, reuse });
    const report = await selfCheck(sandbox, entries);
    expect(report.misses, formatSelfCheck(report)).toEqual([]);
  },
  900_000,
);

/** Fisher-Yates with a small generator (Park and Miller's minimal standard), so that an order can be had again. */
function shuffled(entries: CorpusEntry[], seed: number): CorpusEntry[] {
  const list = [...entries];
  let state = seed;
  for (let last = list.length - 1; last > 0; last -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (last + 1);
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}
