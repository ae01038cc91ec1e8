import type { Command } from 'commander';
import { renderReports } from '../../reports/render-reports.ts';
import { ExitCode } from '../contract/errors.ts';
import { oneLine } from '../contract/inert.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Check } from '../record/check.ts';
import { places } from './cache.ts';
import { verifyMaterials, type LocalPlaces } from '../record/verify-materials.ts';
import { resolveRunDir } from '../record/read-run.ts';
import { verifyRun } from '../record/verify.ts';
import { print } from './print.ts';

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
  const { runId, digests } = manifest;
  const found = { runId, digests, checked: checks.length, differing, unchecked, exitCode };
  print(json, found, () => verifyText(found));
  return exitCode;
}

function verifyText(found: {
  runId: string;
  digests: Manifest['digests'];
  checked: number;
  differing: readonly Check[];
  unchecked: readonly string[];
}): string {
  const { runId, digests, checked, differing, unchecked } = found;
  return [
    ...differing.map(
      ({ what, expected, actual }) =>
        `differs: ${oneLine(what, 1_000)}\n  expected ${oneLine(expected ?? 'nothing', 1_000)}\n  found    ${oneLine(actual ?? 'nothing', 1_000)}`,
    ),
    ...unchecked.map((what) => `not checked: ${oneLine(what, 1_000)}`),
    `run ${oneLine(runId)}: run digest ${digests.run}, results digest ${digests.results}`,
    differing.length === 0
      ? `exit 0: all ${checked} checks hold (nothing contradicts itself; authorship is not proven)`
      : `exit 1: ${differing.length} of ${checked} checks differ`,
  ].join('\n');
}

async function localPlaces(): Promise<LocalPlaces> {
  const { projectRoot, dirs } = await places();
  return { projectRoot, cacheDirs: dirs };
}
