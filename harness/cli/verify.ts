import type { Command } from 'commander';
import { ExitCode } from '../errors.ts';
import { verifyRun } from '../manifest/verify-run.ts';

/** `hermes verify RUNDIR`: recomputes what a run directory claims and names what differs. */
export function registerVerify(program: Command, done: (exitCode: number) => void): void {
  program
    .command('verify')
    .description('recompute every digest of a run directory and name what differs')
    .argument('<rundir>', 'run directory, e.g. hermes-runs/latest')
    .option('--json', 'print one JSON document')
    .action((runDir: string, flags: { json?: boolean }) => done(verifyCommand(runDir, flags.json === true)));
}

function verifyCommand(runDir: string, json: boolean): number {
  const { manifest, checks } = verifyRun(runDir);
  const differing = checks.filter((check) => !check.ok);
  const exitCode = differing.length === 0 ? ExitCode.ok : ExitCode.gateMissed;
  if (json) {
    const { runId, digests } = manifest;
    console.log(JSON.stringify({ runId, digests, checked: checks.length, differing, exitCode }));
    return exitCode;
  }
  for (const { what, expected, actual } of differing) {
    console.log(`differs: ${what}\n  expected ${expected}\n  found    ${actual}`);
  }
  console.log(
    `run ${manifest.runId}: run digest ${manifest.digests.run}, results digest ${manifest.digests.results}`,
  );
  console.log(
    differing.length === 0
      ? `exit 0: all ${checks.length} checks hold (corruption is excluded, authorship is not proven)`
      : `exit 1: ${differing.length} of ${checks.length} checks differ`,
  );
  return exitCode;
}
