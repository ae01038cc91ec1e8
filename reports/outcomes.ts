import { Outcome } from '../harness/contract/run-record.ts';
import type { SuiteSummary } from '../harness/contract/summary.ts';
import { grouped } from './format.ts';

/** How an outcome is shown: a word and a sign, so that colour never carries it alone, and what it means. */
export const outcomeInfo: Readonly<Record<Outcome, { word: string; sign: string; meaning: string }>> = {
  passed: { word: 'passed', sign: '✓', meaning: 'met what the suite asks for' },
  failed: { word: 'failed', sign: '✗', meaning: 'a usable answer that is wrong' },
  agent: { word: 'no answer', sign: '∅', meaning: 'the agent gave nothing usable' },
  timeout: { word: 'timeout', sign: '◷', meaning: 'the program ran out of time' },
  memory: { word: 'memory', sign: '▣', meaning: 'the program ran out of memory' },
  harness: { word: 'harness fault', sign: '⚠', meaning: 'our fault: in no rate, counted here' },
  oversized: { word: 'oversized', sign: '⇱', meaning: 'a message over the limit: not passed' },
};

/** Outcomes in their fixed order. */
export const outcomeOrder: readonly Outcome[] = Outcome.options;

/** `110 passed, 8 failed, 2 harness fault`; only what occurred. */
export function outcomeWords(outcomes: SuiteSummary['outcomes']): string {
  const present = outcomeOrder.filter((outcome) => outcomes[outcome] > 0);
  return (
    present.map((outcome) => `${grouped(outcomes[outcome])} ${outcomeInfo[outcome].word}`).join(', ') ||
    'no samples'
  );
}
