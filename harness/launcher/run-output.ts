import { relative } from 'node:path';
import { cardDigests, outsideOf, outsideWords, sealedWords } from '../../reports/outside.ts';
import { oneLine } from '../contract/inert.ts';
import type { LeftOutTask } from '../contract/suite.ts';
import type { Conclusion } from './conclude-run.ts';

/** What `hermes run --json` prints (issue 2 point 2). */
export function runJson({ runDir, manifest, summary }: Conclusion): object {
  const { level, agentsRead, refused } = manifest.hermeticity;
  return {
    runId: manifest.runId,
    runDir,
    runDigest: manifest.digests.run,
    resultsDigest: manifest.digests.results,
    determinismClass: manifest.determinism.class,
    ...manifest.ending,
    hermeticity: { level, agentsRead, refused: refused.total, refusedOurs: refused.ours },
    outsideAgents: manifest.outsideAgents,
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
    leftOut: summary.leftOut,
  };
}

/** The lines below the tables; the last one says why the run ends as it does. */
export function finalLines({ manifest, summary, runDir }: Conclusion, calledIn = process.cwd()): string[] {
  const { hermeticity, outsideAgents, digests, determinism, ending } = manifest;
  const { tokensPerSecond } = summary.throughput;
  const speed = tokensPerSecond === null ? '–' : Math.round(tokensPerSecond).toLocaleString('en-US');
  return [
    ...Object.entries(summary.leftOut ?? {}).map(
      ([suite, tasks]) =>
        `left out            ${tasks.length} of ${suite}, that cannot be judged (own reference fails, or hidden test cannot run): ${someOf(tasks)}`,
    ),
    ...strangersToTheModel({ manifest, summary }),
    `tokens/s            ${speed}`,
    `refused network     ${hermeticity.refused.total} attempts (${hermeticity.refused.agent} by programs, ${hermeticity.refused.ours} by us), seal level ${sealedWords(hermeticity, outsideAgents)}`,
    ...outsideOf(outsideAgents).map(
      ([role, agent]) => `${role.padEnd(20)}${outsideWords(agent)}; ${cardDigests(agent)}`,
    ),
    `determinism class   ${determinism.class}: ${determinism.reason}`,
    `run digest          ${digests.run}`,
    `results digest      ${digests.results}`,
    `report              ${relative(calledIn, runDir)}/report.html`,
    `exit ${ending.exitCode}: ${oneLine(ending.reason, 1_000)}`,
  ];
}

/** Suites that the embedded model hardly ever answers: mostly somebody's first suite of their own. */
function strangersToTheModel({ manifest, summary }: Pick<Conclusion, 'manifest' | 'summary'>): string[] {
  if (manifest.parameters.model?.profile !== 'compact') return [];
  return summary.suites
    .filter(({ samples, outcomes }) => samples >= 4 && outcomes.passed < samples / 10)
    .map(
      ({ name, samples, outcomes }) =>
        `! ${oneLine(name)}: ${outcomes.passed} of ${samples} passed. The embedded model and profile compact know the wording of fixtures/tasks/micro.jsonl only: take another model with --model, or your own agent (docs/models.md)`,
    );
}

function someOf(tasks: readonly LeftOutTask[]): string {
  const shown = tasks.slice(0, 5).map(({ taskId }) => oneLine(taskId));
  return `${shown.join(', ')}${tasks.length > 5 ? ` and ${tasks.length - 5} more` : ''}`;
}
