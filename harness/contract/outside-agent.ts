import { z } from 'zod';
import { digestOf } from './canonical-json.ts';
import { Role } from './chat.ts';
import { oneLine } from './inert.ts';
import { type Json, Sha256 } from './json.ts';
import { Arm } from './run-record.ts';
import { wellFormed } from './well-formed.ts';

/** URI by which an A2A agent card declares that its agent speaks typed acts. */
export const actsExtensionUri = 'urn:hermes:typed-acts:v1';

/** URI of the card extension by which an agent says, in the parameter `sha256`, what it is made of. Nobody checks it. */
export const identityExtensionUri = 'urn:hermes:agent-identity:v1';

/** What a card says of its agent, as far as reports repeat it: claims, one short line each, inert. */
const CardFacts = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** SHA-256 over the canonical JSON of the whole card. */
  sha256: Sha256,
  /** SHA-256 by which the agent itself names what it is made of; null when it names none. */
  claimedSha256: Sha256.nullable(),
});

/** An agent that Hermes did not start: no seal of ours holds it, and it may read what whoever started it may read. */
export const OutsideAgent = z.strictObject({
  /** As the config has it. */
  address: z.string(),
  /** null when it gives no card. */
  card: CardFacts.nullable(),
  /** The arm it was really spoken to in, by the arm of the run. */
  arms: z.partialRecord(Arm, Arm),
});
export type OutsideAgent = z.infer<typeof OutsideAgent>;

/** By role; only roles that were asked. */
export const OutsideAgents = z.partialRecord(Role, OutsideAgent);
export type OutsideAgents = z.infer<typeof OutsideAgents>;

/** An outside agent as its card (in A2A's JSON form, null for none) describes it. */
export function outsideAgent(agent: { address: string; card: Json; arms: readonly Arm[] }): OutsideAgent {
  const { address } = agent;
  const card = wellFormed(agent.card).value;
  const speaksActs = extensionOf(card, actsExtensionUri) !== undefined;
  const claimed = Sha256.safeParse(
    fieldOf(fieldOf(extensionOf(card, identityExtensionUri), 'params'), 'sha256'),
  );
  return {
    address,
    card:
      card === null
        ? null
        : {
            name: shortLine(fieldOf(card, 'name')),
            version: shortLine(fieldOf(card, 'version')),
            sha256: digestOf(card),
            claimedSha256: claimed.data ?? null,
          },
    arms: Object.fromEntries(agent.arms.toSorted().map((arm) => [arm, speaksActs ? arm : 'A'])),
  };
}

/** Longest claim that is repeated, in UTF-16 code units. */
const longestClaim = 80;

function shortLine(text: unknown): string {
  return typeof text === 'string' ? oneLine(text, longestClaim) : '';
}

function extensionOf(card: Json, uri: string): unknown {
  const extensions = fieldOf(fieldOf(card, 'capabilities'), 'extensions');
  return Array.isArray(extensions)
    ? (extensions as unknown[]).find((extension) => fieldOf(extension, 'uri') === uri)
    : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
