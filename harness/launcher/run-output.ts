import { relative } from 'node:path';
import type { Conclusion } from './conclude-run.ts';

/** What `hermes run --json` prints (issue 2 point 2). */
export function runJson({ runDir, manifest, summary }: Conclusion): object {
  const { level, refused } = manifest.hermeticity;
  return {
    runId: manifest.runId,
    runDir,
    runDigest: manifest.digests.run,
    resultsDigest: manifest.digests.results,
    determinismClass: manifest.determinism.class,
    ...manifest.ending,
    hermeticity: { level, refused: refused.total, refusedOurs: refused.ours },
    suites: summary.suites.map(({ name, arm, tasks, samples, outcomes, metrics, gates }) => ({
      name,
      arm,
      tasks,
      samples,
      outcomes,
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([key, { value, ci95, n }]) => [key, { value, ci95, n }]),
      ),
      gates: gates.map(({ metric, value, threshold, ok }) => ({ metric, value, threshold, ok })),
    })),
    arms: summary.arms,
  };
}

/** The lines below the tables; the last one says why the run ends as it does. */
export function finalLines({ manifest, summary, runDir }: Conclusion, calledIn = process.cwd()): string[] {
  const { hermeticity, digests, determinism, ending } = manifest;
  const { tokensPerSecond } = summary.throughput;
  const speed = tokensPerSecond === null ? 'unknown' : Math.round(tokensPerSecond).toLocaleString('en-US');
  return [
    `tokens/s            ${speed}`,
    `refused network     ${hermeticity.refused.total} attempts (${hermeticity.refused.agent} by programs, ${hermeticity.refused.ours} by us), seal level ${hermeticity.level}`,
    `determinism class   ${determinism.class}: ${determinism.reason}`,
    `run digest          ${digests.run}`,
    `results digest      ${digests.results}`,
    `report              ${relative(calledIn, runDir)}/report.html`,
    `exit ${ending.exitCode}: ${ending.reason}`,
  ];
}
