import { Role } from '../harness/contract/chat.ts';
import { oneLine } from '../harness/contract/inert.ts';
import type { OutsideAgent, OutsideAgents } from '../harness/contract/outside-agent.ts';
import { PipelineKind, rolesOf } from '../harness/contract/suite.ts';
import type { HermeticitySummary } from '../harness/contract/summary.ts';
import { sealWords } from './agents-read.ts';

/** What every report says of an agent that no seal of ours holds: one wording, so that none can be taken for a sealed one. */
export const outsideMeaning = 'outside the seal, may read the task files';

/** The agents outside the seal, in the order of the story. */
export function outsideOf(agents: OutsideAgents): [role: Role, agent: OutsideAgent][] {
  return Role.options.flatMap((role): [Role, OutsideAgent][] => {
    const agent = agents[role];
    return agent === undefined ? [] : [[role, agent]];
  });
}

/** Those of them that a suite asks. */
export function outsideIn({ pipeline }: { pipeline: string }, agents: OutsideAgents): OutsideAgents {
  const kind = PipelineKind.safeParse(pipeline).data;
  const asked = kind === undefined ? [] : rolesOf(kind);
  return Object.fromEntries(outsideOf(agents).filter(([role]) => asked.includes(role)));
}

/** What an agent calls itself, in quotation marks: `“bare-coder” 1.2`. */
export function claimedName({ card }: OutsideAgent): string {
  if (card === null) return 'an agent without a card';
  return `“${oneLine(card.name)}” ${oneLine(card.version)}`.trim();
}

/** `“bare-coder” 1.2, outside the seal, may read the task files, spoken to in arm A`. */
export function outsideWords(agent: OutsideAgent): string {
  return `${claimedName(agent)}, ${outsideMeaning}, spoken to in ${spokenArms(agent)}`;
}

/** How a role's agent was really spoken to: `arm A`. */
function spokenArms({ arms }: OutsideAgent): string {
  const spoken = [...new Set(Object.values(arms))].sort();
  return `${spoken.length === 1 ? 'arm' : 'arms'} ${spoken.join(', ')}`;
}

/** Digests of an agent's card, whole: of the card itself, and the one that it claims for its agent. */
export function cardDigests({ card }: OutsideAgent): string {
  if (card === null) return 'no card';
  const claimed = card.claimedSha256 === null ? '' : `, says it is ${card.claimedSha256}`;
  return `card ${card.sha256}${claimed}`;
}

/** The level of the seal, and who is not behind it: `kernel, but not the coder`. */
export function sealedWords(seal: HermeticitySummary, agents: OutsideAgents): string {
  const outside = outsideOf(agents).map(([role]) => `the ${role}`);
  const words = sealWords(seal);
  return outside.length === 0 || seal.level === 'off' ? words : `${words}, but not ${outside.join(', ')}`;
}
