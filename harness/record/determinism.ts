import type { Role } from '../contract/chat.ts';
import type { HermesConfig } from '../contract/config.ts';
import type { Json } from '../contract/json.ts';
import type { Evidence, Material, RunParameters } from '../contract/manifest.ts';
import { outsideAgent, type OutsideAgents } from '../contract/outside-agent.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import { rolesAsked } from '../contract/suite.ts';
import { changedMaterials } from './materials.ts';

/** The class a run may claim, and in one sentence why it is that one. */
export function determinismOf(run: {
  config: HermesConfig;
  /** GPU named by the machine class, null on CPU. */
  gpu: unknown;
  records: SampleRecord[];
  materials: Material[];
  suites: RunParameters['suites'];
  outsideAgents: OutsideAgents;
}): Evidence['determinism'] {
  const { determinism: profile } = run.config;
  if (run.config.draft) {
    const reason = 'a draft: its tasks are under edit and need not be those of the lock (--draft).';
    return { class: 'D0', profile, reason, draft: true };
  }
  const why = notRepeatable(run);
  if (why !== undefined) return { class: 'D0', profile, reason: why };
  if (isGiven(run)) {
    return { class: 'D1', profile, reason: 'answers were given; judging them again gives the same bytes.' };
  }
  const reason =
    'same run digest on this machine class gives byte-identical transcripts, whatever workers and order.';
  return { class: 'D2', profile, reason };
}

/** Whether all answers were given: no model and no agent was asked. */
function isGiven({ suites }: { suites: RunParameters['suites'] }): boolean {
  return suites.length > 0 && suites.every(({ given }) => given !== undefined);
}

function notRepeatable(run: Parameters<typeof determinismOf>[0]): string | undefined {
  if (!run.config.hermetic) return 'the run was not hermetic (hermetic: false).';
  const changed = changedMaterials(run.materials).map(({ name }) => name);
  if (changed.length > 0) return `${changed.join(', ')} changed while the run went on.`;
  const faults = run.records.filter((record) => record.outcome === 'harness').length;
  const asked = isGiven(run) ? undefined : unrepeatableAnswers(run);
  return asked ?? (faults > 0 ? `${faults} samples were lost to faults of the harness.` : undefined);
}

function unrepeatableAnswers(run: Parameters<typeof determinismOf>[0]): string | undefined {
  const { config, gpu } = run;
  const outside = Object.keys(run.outsideAgents);
  if (outside.length > 0) {
    return `outside the seal: ${outside.join(', ')}; what ${outside.length === 1 ? 'it answers' : 'they answer'} again nobody can promise.`;
  }
  if (config.determinism === 'fast') {
    return 'profile fast batches requests together, so replies may depend on the schedule.';
  }
  if (gpu !== null && gpu !== undefined && gpu !== false) {
    return 'on a GPU equal requests need not give equal bytes.';
  }
  return undefined;
}

/** The roles that suites ask and that the config gives to somebody else's agent, with what its card says. */
export function outsideAgentsOf(
  suites: Parameters<typeof rolesAsked>[0],
  config: Pick<HermesConfig, 'agents' | 'arms'>,
  cardOf: (role: Role) => Json,
): OutsideAgents {
  return Object.fromEntries(
    rolesAsked(suites).flatMap((role) => {
      const address = config.agents[role]?.a2a;
      if (address === undefined) return [];
      return [[role, outsideAgent({ address, card: cardOf(role), arms: config.arms })]];
    }),
  );
}

/** GPU named by the machine class. */
export function gpuOf(inputs: Json): unknown {
  return typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs) ? inputs['gpu'] : null;
}
