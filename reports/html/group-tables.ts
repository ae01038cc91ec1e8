import type { RunRecord } from '../../harness/contract/run-directory.ts';
import { type Outcome, Outcome as Outcomes, type SampleRecord } from '../../harness/contract/run-record.ts';
import type { Task } from '../../harness/contract/task.ts';
import { formatUnit, grouped, noValue } from '../format.ts';
import { headlineSuites, suiteLabel } from '../overall-verdict.ts';
import { compareTexts } from '../sample-order.ts';
import { outcomeBar } from './charts.ts';
import { taskId } from './page-data.ts';
import { table } from './tables.ts';
import { type Markup, markup } from './template.ts';

const kinds = ['tier', 'family', 'difficulty'] as const;
type Kind = (typeof kinds)[number];

/** Where the misses are: each suite by tier, family and difficulty of its tasks, where these tell its tasks apart; null where none do. */
export function groupTables({ summary, tasks, samples }: RunRecord): Markup | null {
  const byId = new Map(tasks.map(({ suite, task }) => [taskId({ suite, task: task.task_id }), task]));
  const rows = headlineSuites(summary).flatMap((suite) => {
    const own = samples
      .map(({ record }) => record)
      .filter((record) => record.suite === suite.name && record.arm === suite.arm);
    return kinds.flatMap((kind) => groupRows(own, { kind, byId, label: suiteLabel(suite, summary.suites) }));
  });
  if (rows.length === 0) return null;
  const columns = ['Suite', 'By', 'Tasks that are', '#Samples', '#Passed', '#Share', 'Outcomes'];
  return markup`<details${rows.length <= 12 && markup` open`}><summary><h2>By tier, family and difficulty</h2></summary>${table('Samples by tier, family and difficulty of their tasks', columns, rows)}<p class="note">Counts of samples that are no harness faults: where the misses are, not an estimate with an interval.</p></details>`;
}

function groupRows(
  records: readonly SampleRecord[],
  { kind, byId, label }: { kind: Kind; byId: ReadonlyMap<string, Task>; label: string },
): Markup[] {
  const groups = [...Map.groupBy(records, (record) => byId.get(taskId(record))?.[kind] ?? '')].sort(
    ([a], [b]) => compareTexts(a, b),
  );
  if (groups.length < 2) return [];
  return groups.map(([name, own], index) => {
    const counted = own.filter(({ outcome }) => outcome !== 'harness');
    const passed = counted.filter(({ outcome }) => outcome === 'passed').length;
    const share = counted.length === 0 ? noValue : formatUnit('rate', passed / counted.length);
    const first = own[0] as SampleRecord;
    const query = `suite:${first.suite} arm:${first.arm} tag:"${name}" !s:passed`;
    const link =
      name === '' ? 'not said' : markup`<a href="#samples?q=${encodeURIComponent(query)}">${name}</a>`;
    return markup`<tr><th scope="row">${index === 0 && label}</th><td>${index === 0 && kind}</td><td>${link}</td><td class="number">${grouped(counted.length)}</td><td class="number">${grouped(passed)}</td><td class="number strong">${share}</td><td>${outcomeBar(outcomesOf(own))}</td></tr>
`;
  });
}

function outcomesOf(records: readonly SampleRecord[]): Record<Outcome, number> {
  const counts = Outcomes.options.map((outcome) => [
    outcome,
    records.filter((record) => record.outcome === outcome).length,
  ]);
  return Object.fromEntries(counts) as Record<Outcome, number>;
}
