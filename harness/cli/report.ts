import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { renderReports } from '../../reports/render-reports.ts';
import { sha256 } from '../contract/canonical-json.ts';
import { ExitCode, HermesError } from '../contract/errors.ts';
import type { Manifest } from '../contract/manifest.ts';
import { readManifest, readRecord, resolveRunDir } from '../record/read-run.ts';
import { writeAtomically } from '../record/write-run.ts';
import { print, sayTables } from './print.ts';

/** `hermes report RUNDIR`: makes every report of a run again from its directory alone, to the same bytes. */
export function registerReport(program: Command, done: (exitCode: number) => void): void {
  program
    .command('report')
    .description('write the reports of a run directory again and print its tables')
    .argument('<rundir>', 'run directory, e.g. hermes-runs/latest')
    .option('--out <dir>', 'write the reports into this folder instead of the run directory')
    .option('--json', 'print one JSON document instead of tables')
    .action((runDir: string, flags: ReportFlags) => done(reportCommand(runDir, flags)));
}

interface ReportFlags {
  out?: string | undefined;
  json?: boolean | undefined;
}

function reportCommand(path: string, { out, json = false }: ReportFlags): number {
  const runDir = resolveRunDir(path);
  const manifest = readManifest(runDir);
  const record = readRecord(runDir, manifest);
  const reports = renderReports(record);
  if (out === undefined) refuseOtherBytes(manifest, reports);
  else mkdirSync(out, { recursive: true });
  const written = reports.map(({ name, text }) => {
    const file = join(out === undefined ? runDir : resolve(out), name);
    writeAtomically(file, text);
    return { file, bytes: Buffer.byteLength(text), sha256: sha256(text) };
  });
  const { runId, ending } = manifest;
  const { suites } = record.summary;
  if (!json) sayTables(suites, manifest.outsideAgents);
  print(json, { runId, runDir, ending, suites, written }, () =>
    written.map(({ file, bytes }) => `wrote ${file} (${bytes} bytes)`).join('\n'),
  );
  return ExitCode.ok;
}

/** The manifest lists the reports by their digests: another text in their place would be a run directory that `verify` refuses. */
function refuseOtherBytes(
  { files, hermesVersion }: Manifest,
  reports: ReturnType<typeof renderReports>,
): void {
  const listed = new Map(files.map((file) => [file.name, file.sha256]));
  const other = reports.filter(({ name, text }) => listed.get(name) !== sha256(text)).map(({ name }) => name);
  if (other.length === 0) return;
  throw new HermesError('HERMES_RUN_REPORT_DIFFERS', {
    message: `${other.join(', ')} would not be what the manifest lists: a file of the run directory was changed, or the Hermes that wrote it (${hermesVersion}) makes other reports than this one.`,
    value: other.join(', '),
    fix: 'run `hermes verify RUNDIR` to see what was changed; --out DIR writes the reports of this Hermes beside the record.',
  });
}
