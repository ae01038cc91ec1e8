import { Limits } from '../../sandbox/index.ts';
import { promptFacts } from '../agents/render-prompt.ts';
import { Json } from '../contract/json.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import type { HostInit } from './host-protocol.ts';
import { platformInputs } from '../pool/machine-class.ts';
import type { AgentResources, Resources } from './host-resources.ts';

/** What was really used in this run: model identity, prompts, mapped libraries, machine class, sandbox. */
export async function hostFacts(
  init: HostInit,
  resources: Resources,
): Promise<Omit<HostFacts, 'summary' | 'excluded' | 'generationConfig' | 'changed'>> {
  const { agents, sandbox } = resources;
  const { cpuMs, wallMs, memoryMiB } = init.config.sandbox;
  const probe = await sandbox.run({
    code: 'function solution() { return 1; }',
    cases: [{ args: [], expected: 1 }],
  });
  return {
    ...(agents === null ? withoutAgents() : await agentFacts(agents)),
    sandbox: {
      levels: Json.parse(probe.levels),
      engine: probe.engine,
      limits: Json.parse(Limits.parse({ cpuMs, wallMs, memoryMiB })),
    },
  };
}

type AgentFacts = Pick<
  HostFacts,
  'model' | 'prompts' | 'agentCards' | 'nativeLibraries' | 'machineClassInputs' | 'http2' | 'pool'
>;

async function agentFacts(agents: AgentResources): Promise<AgentFacts> {
  const { agentCards } = agents;
  if (agents.model === null) {
    return { ...withoutAgents(), agentCards, http2: await agents.closeTeams() };
  }
  const { identity, pool, prompts, quantization } = agents.model;
  const { repo, revision, file, bytes, sha256, tokenizerSha256, chatTemplateSha256 } = identity;
  return {
    agentCards,
    model: { repo, revision, file, bytes, quantization, sha256, tokenizerSha256, chatTemplateSha256 },
    prompts: promptFacts(prompts),
    nativeLibraries: pool.nativeLibraries(),
    machineClassInputs: Json.parse(await pool.machineClassInputs()),
    http2: await agents.closeTeams(),
    pool: Json.parse(pool.stats()),
  };
}

function withoutAgents(): AgentFacts {
  return {
    model: null,
    prompts: {},
    agentCards: {},
    nativeLibraries: [],
    machineClassInputs: Json.parse(platformInputs()),
    http2: { sessions: 0, sent: 0, received: 0 },
    pool: [],
  };
}

/** Resident memory of the model workers in MiB, null where the system does not tell or there are none. */
export function processMemory({ agents }: Resources): number | null {
  if (!agents?.model) return null;
  const sizes = agents.model.pool.stats().map((worker) => worker.rssMiB);
  return sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
