import { HermesConfig } from '../contract/config.ts';
import { parsedJson } from '../contract/json.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { OutsideAgents } from '../contract/outside-agent.ts';
import { type Check, compareJson } from './check.ts';
import { outsideAgentsOf } from './determinism.ts';

/** Who is outside, by what name and in which arm, against suites, config and the cards among the materials. */
export function checkOutsideAgents(manifest: Manifest): Check[] {
  const config = HermesConfig.safeParse(manifest.config);
  if (!config.success) return [];
  const derived = outsideAgentsFromCards(manifest, config.data);
  const cards = manifest.materials.filter(({ name }) => name.startsWith('agent:'));
  return [
    compareJson('agents outside the seal', derived, manifest.outsideAgents),
    compareJson(
      'cards of agents outside the seal',
      Object.keys(derived).map((role) => `agent:${role}`),
      cards.map(({ name }) => name),
    ),
  ];
}

/** Who is outside, as suites, config and cards say. */
export function outsideAgentsFromCards(manifest: Manifest, config: HermesConfig): OutsideAgents {
  const { parameters, materials } = manifest;
  return outsideAgentsOf(parameters.suites, config, (role) => {
    const text = materials.find(({ name }) => name === `agent:${role}`)?.annotations['text'];
    return typeof text === 'string' ? (parsedJson(text) ?? null) : null;
  });
}
