import type { HermeticitySummary } from '../harness/contract/summary.ts';

/** What every report says where agents of ours had no root of their own: one wording. */
const agentsReadAll = 'agents of ours may read the task files';

/** The level of a run's seal, and what it does not keep from agents: `process, agents of ours may read the task files`. */
export function sealWords({ level, agentsRead }: HermeticitySummary): string {
  return agentsRead === 'all-files' ? `${level}, ${agentsReadAll}` : level;
}

/** The same as a sentence of its own. */
export function agentsReadSentence({ agentsRead }: HermeticitySummary): string {
  if (agentsRead === null) return '';
  return agentsRead === 'own-root'
    ? 'Agents of ours had a root of their own and could read no task, reference or model.'
    : 'Agents of ours had no root of their own: they may read the task files, as every process of this user may.';
}
