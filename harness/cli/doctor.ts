import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { formatSelfCheck, loadCorpus, selfCheck } from '../../sandbox/self-check/index.ts';
import { createSandbox } from '../../sandbox/index.ts';
import { loadConfig } from '../launcher/load-config.ts';
import { checkModels } from './doctor/check-models.ts';
import { checkRuntime } from './doctor/check-runtime.ts';
import { checkSandbox } from './doctor/check-sandbox.ts';
import { checkSeal } from './doctor/check-seal.ts';
import { formatFindings } from './doctor/finding.ts';
import { ExitCode } from '../contract/errors.ts';
import { assetPath } from '../contract/package-files.ts';
import { places } from './cache.ts';
import { projectHere } from './project.ts';
import { print } from './print.ts';

const corpusFolder = assetPath('fixtures/hostile');

interface DoctorFlags {
  sandbox?: boolean | undefined;
  json?: boolean | undefined;
}

/** `hermes doctor`: what holds on this machine, each problem with its fix; exit code 1 when a check failed, usable as a CI pre-step. */
export function registerDoctor(program: Command, done: (exitCode: number) => void): void {
  program
    .command('doctor')
    .description('check this machine: runtime, seal, sandbox, cache, devices')
    .option('--sandbox', 'run the whole hostile corpus against the sandbox instead')
    .option('--json', 'print one JSON document')
    .action(async ({ sandbox, json }: DoctorFlags) => {
      done(sandbox === true ? await corpusCommand(json) : await doctorCommand(json));
    });
}

async function doctorCommand(json: boolean | undefined): Promise<number> {
  const { config, model } = await loadConfig({ projectRoot: projectHere(), env: process.env });
  const { dirs, lockPath } = await places();
  const findings = [
    ...(await checkRuntime()),
    ...(await checkSeal()),
    await checkSandbox(corpusFolder),
    ...(await checkModels({ model, cacheDirs: dirs, lockPath, profile: config.determinism })),
  ];
  print(json, { findings }, () => formatFindings(findings));
  return findings.some(({ status }) => status === 'fail') ? ExitCode.gateMissed : ExitCode.ok;
}

async function corpusCommand(json: boolean | undefined): Promise<number> {
  const workers = availableParallelism();
  await using sandbox = await createSandbox({ workers });
  const entries = await loadCorpus(corpusFolder);
  const report = await selfCheck(sandbox, entries, { lanes: workers });
  print(json, report, () => formatSelfCheck(report));
  return report.misses.length === 0 ? ExitCode.ok : ExitCode.gateMissed;
}
