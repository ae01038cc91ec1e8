import { relative } from 'node:path';
import { oneLine } from '../../contract/inert.ts';
import type { MetricValue } from '../../contract/summary.ts';
import { Outcome } from '../../contract/run-record.ts';
import { formatNames } from '../../tasks/detect-format.ts';
import type { ScoreProgress } from './run-score.ts';
import type { ScoreResult } from './score-result.ts';

/** A given program is never too large to be sent. */
const scoreOutcomes = Outcome.options.filter((outcome) => outcome !== 'oversized');

/** A scoring as text for people. */
export function scoreText(result: ScoreResult): string {
  const { tasks, samples, outcomes, failures } = result;
  const kept = samples.kept === 0 ? '' : `, ${samples.kept} of them scored earlier`;
  const source = samples.path === null ? 'the set’s own solutions' : samples.path;
  return [
    `tasks     ${tasks.path}: ${tasks.count} (${formatNames[tasks.format]}, sha256 ${tasks.sha256.slice(0, 12)})`,
    `samples   ${source}: ${samples.count}${kept}`,
    ...withoutSamples(result),
    ...leftOut(result),
    ...typesLine(result),
    ...Object.entries(result.metrics).map(([name, metric]) => metricLine(name, metric)),
    `outcomes  ${scoreOutcomes.map((outcome) => `${outcome} ${outcomes[outcome]}`).join(' · ')}`,
    ...(result.lowerTrust === 0
      ? []
      : [`trust     ${result.lowerTrust} samples shared a realm with their test`]),
    `results   ${result.resultsPath}`,
    `report    ${relative(process.cwd(), result.runDir)}/report.html`,
    ...failures.map(({ taskId, outcome, cause }) => `  ${oneLine(taskId)}  ${outcome}  ${oneLine(cause)}`),
    ...(result.hint === null ? [] : [`! ${result.hint}`]),
    lastLine(result),
  ].join('\n');
}

/** One line of progress, to be overwritten by the next. */
export function scoreProgressText({ done, total, kept, outcomes }: ScoreProgress): string {
  const earlier = kept === 0 ? '' : ` (${kept} earlier)`;
  const counts = scoreOutcomes
    .filter((outcome) => (outcomes[outcome] ?? 0) > 0)
    .map((outcome) => `${outcome} ${outcomes[outcome]}`);
  return `${done}/${total}${earlier}  ${counts.join(' · ')}`;
}

function metricLine(name: string, { value, ci95, n, method }: MetricValue): string {
  const label = name.replace(/^pass_at_(\d+)/, 'pass@$1').replaceAll('_', ' ');
  if (value === null) return `${label}  not measured`;
  const interval = ci95 === null ? '' : `  95 % [${ci95[0].toFixed(3)}, ${ci95[1].toFixed(3)}] ${method}`;
  return `${label}  ${value.toFixed(3)}${interval}  n = ${n} task${n === 1 ? '' : 's'}`;
}

function withoutSamples({ tasksWithoutSamples: ids, tasks }: ScoreResult): string[] {
  if (ids.length === 0) return [];
  const shown = ids
    .slice(0, 5)
    .map((id) => oneLine(id))
    .join(', ');
  return [
    `          ${ids.length} of ${tasks.count} tasks have none and count nowhere: ${shown}${ids.length > 5 ? ' …' : ''}`,
  ];
}

function typesLine({ typeCheck }: ScoreResult): string[] {
  if (typeCheck === null) return [];
  const note =
    typeCheck === 'not checked' ? ' (published figures of MultiPL-E TypeScript are: --type-check)' : '';
  return [`types     ${typeCheck}${note}`];
}

function leftOut({ leftOut: tasks }: ScoreResult): string[] {
  const shown = tasks
    .slice(0, 5)
    .map(({ taskId, reason }) => `          ${oneLine(taskId)}: ${oneLine(reason)}`);
  if (tasks.length === 0) return [];
  const more = tasks.length > 5 ? [`          … and ${tasks.length - 5} more`] : [];
  return [`left out  ${tasks.length} tasks that cannot be judged here and count nowhere`, ...shown, ...more];
}

function lastLine({ samples, failures, outcomes }: ScoreResult): string {
  if (outcomes.harness > 0)
    return `${outcomes.harness} samples could not be judged: mend what is said of them, then run again to try only those.`;
  if (samples.path !== null) return `${outcomes.passed} of ${samples.count} samples passed.`;
  return failures.length === 0
    ? 'every reference passes its own tests.'
    : `${failures.length} of ${samples.count} references fail their own tests.`;
}
