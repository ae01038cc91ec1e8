import type { HermesConfig, ModelEntry } from '../contract/config.ts';
import type { RunPlan } from '../contract/journal.ts';
import type { Material } from '../contract/manifest.ts';
import { packageVersion } from '../contract/package-files.ts';
import { ownRolesAsked, type Suite } from '../contract/suite.ts';
import { gitState } from './environment.ts';
import { runParameters } from './parameters.ts';

/** What a run sets out to do, as the first line of its journal says it. */
export function planOfRun(run: {
  runId: string;
  started: Date;
  projectRoot: string;
  config: HermesConfig;
  model: ModelEntry;
  suites: Suite[];
  installed: Material[];
}): RunPlan {
  const ownRoles = ownRolesAsked(run.suites, run.config.agents);
  return {
    schemaVersion: 1,
    runId: run.runId,
    startedOn: run.started.toISOString(),
    hermesVersion: packageVersion(),
    git: gitState(run.projectRoot),
    parameters: runParameters({ ...run, isModelAsked: ownRoles.length > 0 }),
    materials: run.installed.map(({ name, sha256 }) => ({ name, sha256 })),
  };
}
