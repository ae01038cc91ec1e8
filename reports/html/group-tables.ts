import type { RunRecord } from '../../harness/contract/run-directory.ts';
import { Outcome, type SampleRecord } from '../../harness/contract/run-record.ts';
import type { SuiteSummary } from '../../harness/contract/summary.ts';
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

/** Samples of a suite whose tasks are of one tier, family or difficulty. */
interface Group {
  suite: SuiteSummary;
  kind: Kind;
  /** Empty where tasks do not say. */
  name: string;
  isFirst: boolean;
  outcomes: Record<Outcome, number>;
  counted: number;
  passed: number;
}

/** Where the misses are: each suite by tier, family and difficulty of its tasks, where these tell its tasks apart; null where none do. */
export function groupTables({ summary, tasks, samples }: RunRecord): Markup | null {
  const byId = new Map(tasks.map(({ suite, task }) => [taskId({ suite, task: task.task_id }), task]));
  const groups = headlineSuites(summary).flatMap((suite) => {
    const own = samples
      .map(({ record }) => record)
      .filter((record) => record.suite === suite.name && record.arm === suite.arm);
    return kinds.flatMap((kind) => groupsOf(own, { suite, kind, byId }));
  });
  if (groups.length === 0) return null;
  const columns = ['Suite', 'By', 'Tasks that are', '#Samples', '#Passed', '#Share', 'Outcomes'];
  const rows = groups.map((group) => groupRow(group, summary.suites));
  return markup`<details${rows.length <= 12 && markup` open`}><summary><h2>By tier, family and difficulty</h2> <span class="note">${hardest(groups)}</span></summary>${table('Samples by tier, family and difficulty of their tasks', columns, rows)}<p class="note">Counts of samples that are no harness faults: where the misses are, not an estimate with an interval.</p></details>`;
}

function groupsOf(
  records: readonly SampleRecord[],
  { suite, kind, byId }: { suite: SuiteSummary; kind: Kind; byId: ReadonlyMap<string, Task> },
): Group[] {
  const named = Map.groupBy(records, (record) => byId.get(taskId(record))?.[kind] ?? '');
  if (named.size < 2) return [];
  return [...named]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([name, own], index) => {
      const count = (outcome: Outcome): number => own.filter((record) => record.outcome === outcome).length;
      const outcomes = Object.fromEntries(
        Outcome.options.map((outcome) => [outcome, count(outcome)]),
      ) as Record<Outcome, number>;
      const counted = own.length - outcomes.harness;
      return { suite, kind, name, isFirst: index === 0, outcomes, counted, passed: outcomes.passed };
    });
}

function groupRow(group: Group, suites: readonly SuiteSummary[]): Markup {
  const { suite, kind, name, isFirst, counted, passed, outcomes } = group;
  const share = counted === 0 ? noValue : formatUnit('rate', passed / counted);
  const query = `suite:${suite.name} arm:${suite.arm} tag:"${name}" !s:passed`;
  const link =
    name === ''
      ? 'not said'
      : markup`<a href="#samples?q=${encodeURIComponent(query.toWellFormed())}">${name}</a>`;
  return markup`<tr><th scope="row">${isFirst && suiteLabel(suite, suites)}</th><td>${isFirst && kind}</td><td>${link}</td><td class="number">${grouped(counted)}</td><td class="number">${grouped(passed)}</td><td class="number strong">${share}</td><td>${outcomeBar(outcomes)}</td></tr>
`;
}

/** The one group that holds most of its suite's misses while it holds far fewer of its samples; empty where misses are spread. */
function hardest(groups: readonly Group[]): string {
  const found = groups.flatMap((group) => {
    const all = groups.filter(({ suite, kind }) => suite === group.suite && kind === group.kind);
    const sum = (of: (each: Group) => number): number => all.reduce((total, each) => total + of(each), 0);
    const misses = group.counted - group.passed;
    const allMisses = sum((each) => each.counted - each.passed);
    const samples = sum((each) => each.counted);
    const lead = misses / allMisses - group.counted / samples;
    return group.name !== '' && misses >= 5 && lead > 0.25
      ? [{ group, misses, allMisses, samples, lead }]
      : [];
  });
  const [most] = found.toSorted((a, b) => b.lead - a.lead);
  if (most === undefined) return '';
  const { group, misses, allMisses, samples } = most;
  return `${group.suite.name}: ${grouped(misses)} of ${grouped(allMisses)} misses lie in ${group.kind} ${group.name} (${grouped(group.counted)} of ${grouped(samples)} samples)`;
}
