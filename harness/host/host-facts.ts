import { Limits } from '../../sandbox/index.ts';
import { readGgufMetadata } from '../cache/gguf-metadata.ts';
import { promptFacts } from '../agents/render-prompt.ts';
import { Json } from '../contract/json.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import { isolatedVmPath } from '../record/installation.ts';
import type { HostInit } from './host-protocol.ts';
import type { Resources } from './host-resources.ts';

/** What was really used in this run: model identity, prompts, mapped libraries, machine class, sandbox. */
export async function hostFacts(
  init: HostInit,
  resources: Resources,
): Promise<Omit<HostFacts, 'summary' | 'excluded' | 'generationConfig'>> {
  const { model, pool, prompts, sandbox } = resources;
  const { quantization } = await readGgufMetadata(resources.modelPath);
  const { repo, revision, file, bytes, sha256, tokenizerSha256, chatTemplateSha256 } = model;
  const { cpuMs, wallMs, memoryMiB } = init.config.sandbox;
  const probe = await sandbox.run({
    code: 'function solution() { return 1; }',
    cases: [{ args: [], expected: 1 }],
  });
  return {
    model: { repo, revision, file, bytes, quantization, sha256, tokenizerSha256, chatTemplateSha256 },
    prompts: promptFacts(prompts),
    nativeLibraries: [isolatedVmPath(), ...pool.nativeLibraries()],
    machineClassInputs: Json.parse(await pool.machineClassInputs()),
    http2: await resources.closeTeams(),
    pool: Json.parse(pool.stats()),
    sandbox: {
      levels: Json.parse(probe.levels),
      engine: probe.engine,
      limits: Json.parse(Limits.parse({ cpuMs, wallMs, memoryMiB })),
    },
  };
}

/** Resident memory of the model workers in MiB, null where the system does not tell. */
export function processMemory({ pool }: Resources): number | null {
  const sizes = pool.stats().map((worker) => worker.rssMiB);
  return sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
