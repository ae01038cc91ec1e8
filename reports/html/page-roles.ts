import type { RunRecord } from '../../harness/contract/run-directory.ts';
import type { OutsideAgents } from '../../harness/contract/outside-agent.ts';
import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { formatInterval, formatValue, grouped } from '../format.ts';
import { outsideOf, outsideWords } from '../outside.ts';
import { metricInfo } from '../metric-catalogue.ts';
import { suiteLabel } from '../overall-verdict.ts';
import { intervalPlot } from './interval-plot.ts';
import { table } from './tables.ts';
import { type Markup, markup } from './template.ts';

/** Which role holds the team back: each role's own numbers over all suites, and the tester's confusion table. */
export function rolesPage({ summary: { suites }, manifest }: RunRecord): Markup {
  return markup`<section id="roles" class="page" aria-labelledby="roles-title"><h1 id="roles-title">Roles</h1>
<p>Each role’s own numbers side by side: the lowest is where the team loses.</p>
${roles.map((role) => roleTable(role, suites, manifest.outsideAgents))}
${suites.map((suite) => confusion(suite, suites))}
</section>
`;
}

interface RoleEntry {
  role: string;
  asks: string;
  keys: readonly string[];
}

const roles: readonly RoleEntry[] = [
  {
    role: 'Planner',
    asks: 'Is the plan right, and does it help the coder?',
    keys: ['plan_exact', 'plan_steps_f1', 'plan_effect', 'pass_with_plan', 'pass_without_plan'],
  },
  {
    role: 'Coder',
    asks: 'Does the program pass the hidden tests?',
    keys: ['pass_at_1', 'pass_after_repair', 'refused'],
  },
  {
    role: 'Tester',
    asks: 'Are its assertions true, do they catch wrong programs, does it judge as the hidden tests do?',
    keys: [
      'assertions_hold',
      'tests_all_hold',
      'mutants_killed',
      'wrong_caught',
      'false_alarm',
      'agreement',
      'balanced_accuracy',
    ],
  },
];

function roleTable(
  { role, asks, keys }: RoleEntry,
  suites: readonly SuiteSummary[],
  agents: OutsideAgents,
): Markup {
  const played = outsideOf(agents).find(([name]) => name === role.toLowerCase())?.[1];
  const rows = suites.flatMap((suite) => keys.map((key) => roleRow(suite, key, suites)));
  const columns = ['Suite', 'Metric', '#Value', '95 % interval', '~Drawn', '#n tasks', 'Meaning'];
  const body = rows.every((row) => row === null)
    ? markup`<p>Not measured in this run.</p>`
    : markup`<div class="cards">${table(role, columns, rows)}</div>`;
  return markup`<h2>${role}</h2><p class="note">${asks}${played && ` Played by ${outsideWords(played)}.`}</p>${body}
`;
}

function roleRow(suite: SuiteSummary, key: string, suites: readonly SuiteSummary[]): Markup | null {
  const metric = suite.metrics[key];
  if (metric === undefined || metric.value === null) return null;
  const { label, meaning } = metricInfo(key);
  return markup`<tr><th scope="row" class="nowrap">${suiteLabel(suite, suites)}</th><td class="metric">${label}</td><td class="number strong">${formatValue(key, metric.value)}</td><td class="nowrap">${formatInterval(key, metric)}</td><td class="plot">${intervalPlot(key, metric, [])}</td><td class="number n">${grouped(metric.n)}</td><td class="note">${meaning}</td></tr>
`;
}

function confusion(suite: SuiteSummary, suites: readonly SuiteSummary[]): Markup | null {
  const { tp = 0, fp = 0, tn = 0, fn = 0 } = suite.counts ?? {};
  if (tp + fp + tn + fn === 0) return null;
  const cell = (count: number, agrees: boolean): Markup =>
    markup`<td class="number ${agrees ? 'good' : 'bad'}">${agrees ? '✓' : '✗'} ${grouped(count)}</td>`;
  const rows = markup`<tr><th scope="row">tester passes the program</th>${cell(tp, true)}${cell(fp, false)}</tr><tr><th scope="row">tester fails the program</th>${cell(fn, false)}${cell(tn, true)}</tr>`;
  return markup`<h2>Tester against hidden tests: ${suiteLabel(suite, suites)}</h2><div class="confusion">${table('Confusion table', ['~Judgement', '#hidden tests: right', '#hidden tests: wrong'], rows)}</div><p class="note">Samples, not tasks. ✓ = both say the same.</p>
`;
}
