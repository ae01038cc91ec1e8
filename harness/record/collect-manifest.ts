import { digestOf } from '../contract/canonical-json.ts';
import type { Json } from '../contract/json.ts';
import { Manifest, type Material } from '../contract/manifest.ts';
import { runDigests } from './digests.ts';
import { describeEnvironment } from './environment.ts';
import { gitState } from './git-state.ts';
import { listRunFiles } from './run-dir-files.ts';

/** What a manifest is made of beside the run directory's files. */
export interface ManifestInput {
  runDir: string;
  projectRoot: string;
  runId: string;
  parameters: { [key: string]: Json };
  materials: Material[];
  machineClassInputs: Json;
  /** SHA-256 of samples.jsonl. */
  resultsDigest: string;
  determinismClass: Manifest['determinismClass'];
  hermeticity: Manifest['hermeticity'];
  sandbox: Json;
  config: Json;
  execution: Manifest['execution'];
  childEnv: Record<string, string>;
  git?: Manifest['git'];
}

/** Builds the manifest of a finished run; reads only the files it lists. */
export function collectManifest(input: ManifestInput): Manifest {
  const { parameters, materials, machineClassInputs } = input;
  const machineClass = digestOf(machineClassInputs);
  return Manifest.parse({
    schemaVersion: 1,
    runId: input.runId,
    digests: runDigests({ parameters, materials, machineClass, results: input.resultsDigest }),
    determinismClass: input.determinismClass,
    parameters,
    materials,
    machineClass,
    machineClassInputs,
    git: input.git ?? gitState(input.projectRoot),
    environment: describeEnvironment(input.childEnv),
    hermeticity: input.hermeticity,
    sandbox: input.sandbox,
    config: input.config,
    execution: input.execution,
    files: listRunFiles(input.runDir),
  });
}
