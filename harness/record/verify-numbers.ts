import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Manifest } from '../contract/manifest.ts';
import { SampleObservation, SampleRecord } from '../contract/run-record.ts';
import { Gate, PipelineKind } from '../contract/suite.ts';
import { RunSummary } from '../contract/summary.ts';
import { type Check, compare } from './verify-run.ts';
import { summarizeRun } from '../metrics/summarize-run.ts';
import { deriveSeed } from './seed.ts';

const SuiteParameters = z.array(
  z.object({ name: z.string(), pipeline: PipelineKind, samples: z.number(), gates: z.array(Gate) }),
);

/** Derives every sample's seeds and every number of metrics.json again, from the parameters and the run's own records. */
export function verifyNumbers(runDir: string, manifest: Manifest): Check[] {
  const files = ['samples.jsonl', 'observations.jsonl', 'metrics.json'].map((name) => join(runDir, name));
  if (!files.every((file) => existsSync(file))) return [];
  const [samples = '', observations = '', metrics = ''] = files;
  try {
    const records = linesOf(samples).map((line) => SampleRecord.parse(line));
    const seen = linesOf(observations).map((line) => SampleObservation.parse(line));
    const claimed = RunSummary.parse(JSON.parse(readFileSync(metrics, 'utf8')));
    return [...checkSeeds(records, manifest), ...checkMetrics({ records, seen, claimed, manifest })];
  } catch (error) {
    return [compare('records of the run', 'readable', String(error).slice(0, 200))];
  }
}

function checkSeeds(records: SampleRecord[], { parameters }: Manifest): Check[] {
  const runSeed = Number(parameters['seed']);
  return records.flatMap(({ suite, arm, task, sample, seeds }) =>
    Object.entries(seeds).map(([name, seed]) => {
      const [role = '', turn = '0'] = name.split('/');
      const derived = deriveSeed({ runSeed, suite, case: task, repeat: sample, role, turn: Number(turn) });
      return compare(`seed ${name} of ${suite} ${arm} ${task}#${sample}`, String(derived), String(seed));
    }),
  );
}

function checkMetrics(run: {
  records: SampleRecord[];
  seen: SampleObservation[];
  claimed: RunSummary;
  manifest: Manifest;
}): Check[] {
  const suites = SuiteParameters.parse(run.manifest.parameters['suites']);
  const derived = summarizeRun({
    wallMs: 0,
    suites: run.claimed.suites.flatMap(({ name, arm }) => {
      const suite = suites.find((candidate) => candidate.name === name);
      if (suite === undefined) return [];
      const inArm = (key: { suite: string; arm: string }) => key.suite === name && key.arm === arm;
      return {
        ...suite,
        arm,
        records: run.records.filter(inArm),
        observations: run.seen.filter(inArm),
        ks: [...new Set([1, suite.samples])],
      };
    }),
  });
  return run.claimed.suites.flatMap((claimed) => {
    const again = derived.suites.find(({ name, arm }) => name === claimed.name && arm === claimed.arm);
    const where = `${claimed.name} ${claimed.arm}`;
    return [
      compare(`outcomes of ${where}`, JSON.stringify(again?.outcomes), JSON.stringify(claimed.outcomes)),
      compare(`gates of ${where}`, JSON.stringify(again?.gates), JSON.stringify(claimed.gates)),
      ...Object.entries(claimed.metrics)
        // Memory is measured once a run and is in no record.
        .filter(([key]) => key !== 'process_memory_mb' && key !== 'device_utilization')
        .map(([key, metric]) =>
          compare(`${key} of ${where}`, JSON.stringify(again?.metrics[key]), JSON.stringify(metric)),
        ),
    ];
  });
}

function linesOf(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}
