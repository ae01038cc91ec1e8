import { z } from 'zod';
import { Role } from './chat.ts';
import { ChangedMaterial, Evidence } from './manifest.ts';
import { Json, Sha256 } from './json.ts';
import { LeftOutTask } from './suite.ts';
import { RunSummary } from './summary.ts';

/** What the run host knows of a run beside its samples, told when the run ends: what was really used, and the numbers. */
export const HostFacts = z.strictObject({
  /** null when no role of ours was asked. */
  model: z
    .strictObject({
      repo: z.string(),
      revision: z.string(),
      file: z.string(),
      bytes: z.number().int(),
      quantization: z.string(),
      sha256: Sha256,
      tokenizerSha256: Sha256,
      /** null when the model file carries no chat template. */
      chatTemplateSha256: Sha256.nullable(),
    })
    .nullable(),
  /** Cards of outside agents by role, as they gave them at the start, in A2A's JSON form; null for one that gives none. */
  agentCards: z.partialRecord(Role, Json),
  /** `profile/role` → digest and text. */
  prompts: z.record(z.string(), z.strictObject({ sha256: Sha256, text: z.string() })),
  /** Paths of what the model workers mapped. */
  nativeLibraries: z.array(z.string()),
  machineClassInputs: Json,
  /** Frames, headers and messages of the connections to agents, in bytes: what HTTP/2 adds to the acts. */
  http2: Evidence.shape.execution.shape.http2,
  /** Per worker: requests, tokens, memory, restarts. */
  pool: Json,
  sandbox: Evidence.shape.sandbox,
  /** What is not what it was when the run started: model, prompts, our own code. */
  changed: z.array(ChangedMaterial),
  /** Equal for all arms by construction, compared all the same. */
  generationConfig: Evidence.shape.generationConfig,
  /** Per suite, tasks that were left out because their own reference fails, or without one the hidden test cannot run. */
  excluded: z.record(z.string(), z.array(LeftOutTask)),
  summary: RunSummary,
});
export type HostFacts = z.infer<typeof HostFacts>;
