import type { Command } from 'commander';
import { renderReports } from '../../reports/render-reports.ts';
import { ExitCode } from '../contract/errors.ts';
import { places } from './cache.ts';
import { verifyMaterials, type LocalPlaces } from '../record/verify-materials.ts';
import { resolveRunDir } from '../record/read-run.ts';
import { verifyRun } from '../record/verify.ts';

/** `hermes verify RUNDIR`: recomputes what a run directory claims and names what differs. */
export function registerVerify(program: Command, done: (exitCode: number) => void): void {
  program
    .command('verify')
    .description('recompute every digest of a run directory and name what differs')
    .argument('<rundir>', 'run directory, e.g. hermes-runs/latest')
    .option(
      '--materials',
      'also compare what went in (model, tasks, prompts, source, Node, libraries) with this machine',
    )
    .option('--json', 'print one JSON document')
    .action(async (runDir: string, flags: VerifyFlags) => done(await verifyCommand(runDir, flags)));
}

interface VerifyFlags {
  materials?: boolean | undefined;
  json?: boolean | undefined;
}

async function verifyCommand(runDir: string, { materials, json }: VerifyFlags): Promise<number> {
  const { manifest, checks: own, unchecked } = verifyRun(resolveRunDir(runDir), renderReports);
  const checks =
    materials === true ? [...own, ...(await verifyMaterials(manifest, await localPlaces()))] : own;
  const differing = checks.filter((check) => !check.ok);
  const exitCode = differing.length === 0 ? ExitCode.ok : ExitCode.gateMissed;
  if (json === true) {
    const { runId, digests } = manifest;
    console.log(JSON.stringify({ runId, digests, checked: checks.length, differing, unchecked, exitCode }));
    return exitCode;
  }
  for (const { what, expected, actual } of differing) {
    console.log(`differs: ${what}\n  expected ${expected}\n  found    ${actual}`);
  }
  for (const what of unchecked) console.log(`not checked: ${what}`);
  console.log(
    `run ${manifest.runId}: run digest ${manifest.digests.run}, results digest ${manifest.digests.results}`,
  );
  console.log(
    differing.length === 0
      ? `exit 0: all ${checks.length} checks hold (nothing contradicts itself; authorship is not proven)`
      : `exit 1: ${differing.length} of ${checks.length} checks differ`,
  );
  return exitCode;
}

async function localPlaces(): Promise<LocalPlaces> {
  const { projectRoot, dirs } = await places();
  return { projectRoot, cacheDirs: dirs };
}
