import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { BenchReport } from './bench/bench-result.ts';
import { findRegressions, type Regression } from './bench/compare-benches.ts';
import { runBenches } from './bench/run-benches.ts';
import { ExitCode, HermesError, textOf } from '../contract/errors.ts';
import { wholeNumber } from './flags.ts';
import { print, tell } from './print.ts';

interface BenchFlags {
  filter?: string | undefined;
  repetitions: number;
  baseline?: string | undefined;
  write?: string | undefined;
  json?: boolean | undefined;
}

/** `hermes bench`: every benchmark beside its baseline of the same run; with `--baseline FILE` a worse ratio is exit code 1. */
export function registerBench(program: Command, done: (exitCode: number) => void): void {
  program
    .command('bench')
    .description('run all benchmarks, each against a baseline in the same run')
    .option('--filter <text>', 'only files whose path contains this')
    .option('--repetitions <n>', 'how often each is run', wholeNumber(1), 1)
    .option(
      '--baseline <file>',
      'compare ratios with an earlier report; exit 1 when one is worse by more than noise',
    )
    .option('--write <file>', 'also write the report to a file')
    .option('--json', 'print one JSON document')
    .action(async (flags: BenchFlags) => done(await benchCommand(flags)));
}

async function benchCommand({ filter, repetitions, baseline, write, json }: BenchFlags): Promise<number> {
  const old = baseline === undefined ? undefined : readBaseline(baseline);
  const report = await runBenches({
    repetitions,
    filter,
    onBench: tell,
  });
  if (write !== undefined) writeFileSync(write, `${JSON.stringify(report, null, 1)}\n`);
  const regressions = old === undefined ? [] : findRegressions(report, old);
  print(json, { ...report, regressions }, () => benchText(report, regressions));
  if (report.failed.length > 0) return ExitCode.harness;
  return regressions.length > 0 ? ExitCode.gateMissed : ExitCode.ok;
}

function readBaseline(path: string): BenchReport {
  try {
    return BenchReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new HermesError('HERMES_CONFIG_USAGE', {
      message: `${path} is not a report of hermes bench: ${textOf(cause).slice(0, 200)}.`,
      fix: 'write one with hermes bench --write FILE.',
      cause,
    });
  }
}

function benchText({ environment, results, failed }: BenchReport, regressions: Regression[]): string {
  const rows = results.map(
    ({ name, value, unit, baseline, baselineValue, ratio }) =>
      `${ratio.toFixed(2).padStart(8)} ×  ${name}: ${short(value)} ${unit}, ${baseline}: ${short(baselineValue)} ${unit}`,
  );
  return [
    `${environment.cpu}, ${environment.freeCores} of ${environment.cores} cores free, Node ${environment.node}`,
    ...rows,
    ...failed.map(({ name, error }) => `  FAILED    ${name}: ${error}`),
    ...regressions.map(
      ({ name, ratio, baselineRatio, limit }) =>
        `  WORSE     ${name}: ${ratio.toFixed(2)}, baseline ${baselineRatio.toFixed(2)}, limit ${limit.toFixed(2)}`,
    ),
  ].join('\n');
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
