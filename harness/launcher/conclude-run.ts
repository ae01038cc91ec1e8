import { join } from 'node:path';
import { renderReports } from '../../reports/render-reports.ts';
import { findResidue } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { RunSummary } from '../contract/summary.ts';
import { gatherEvidence, type StartedRun } from '../record/evidence.ts';
import { changedMaterials } from '../record/materials.ts';
import { leftOutOf } from '../record/part-of-run.ts';
import { readRecord } from '../record/read-run.ts';
import { closeRunDir, writeAtomically, writeFindings } from '../record/write-run.ts';
import type { HostClient } from './host-client.ts';
import { pointLatest } from './run-dir.ts';

/** A finished run: everything is on disk. */
export interface Conclusion {
  runDir: string;
  manifest: Manifest;
  summary: RunSummary;
}

/** A run whose last sample is in the journal, as `startRun` gave it. */
interface FinishingRun extends StartedRun {
  init: StartedRun['init'] & { privateDir: string };
  host: Pick<HostClient, 'finish'> & AsyncDisposable;
  hostProcess: AsyncDisposable;
}

/** Ends the run host, gathers the evidence, and completes the run directory: findings, reports, manifest and sums. Then `latest` names it, unless it was stopped or a material of it changed. */
export async function concludeRun(run: FinishingRun): Promise<Conclusion> {
  const { runDir, privateDir } = run.init;
  const facts = await run.host.finish();
  await run.host[Symbol.asyncDispose]();
  await run.hostProcess[Symbol.asyncDispose]();
  refuseResidue(privateDir);
  const { evidence, tasks, sealEvents } = gatherEvidence(run, facts);
  const summary: RunSummary = { ...facts.summary, leftOut: leftOutOf(evidence.suites) };
  writeFindings(runDir, { summary, tasks, sealEvents });
  // By the reader of `hermes report`, so that a report made again has the same bytes.
  for (const { name, text } of renderReports(readRecord(runDir, evidence))) {
    writeAtomically(join(runDir, name), text);
  }
  const manifest = closeRunDir(runDir, evidence);
  const isSound = run.stopped === undefined && changedMaterials(manifest.materials).length === 0;
  if (isSound) pointLatest(runDir);
  return { runDir, manifest, summary };
}

// Everything but the launcher's own sockets must be gone when the run host has ended.
function refuseResidue(privateDir: string): void {
  const processes = findResidue(privateDir).filter(({ kind }) => kind === 'process');
  if (processes.length === 0) return;
  throw new HermesError('HERMES_RUN_RESIDUE', {
    message: `the run left ${processes.length} processes: ${processes.map(({ what }) => what).join('; ')}.`,
    fix: 'end them by pid; this is a fault of Hermes: report it with this message.',
  });
}
