import type { ReportInput } from '../../harness/contract/report-input.ts';
import type { MetricValue, SuiteSummary } from '../../harness/contract/summary.ts';
import { formatInterval, formatValue, grouped } from '../format.ts';
import { metricInfo } from '../metric-catalogue.ts';
import { suiteLabel } from '../overall-verdict.ts';
import { intervalPlot } from './interval-plot.ts';
import { markup } from './template.ts';
import type { Markup } from './template.ts';

const roles = [
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
] as const;

/** Which role holds the team back: each role's own numbers over all suites, and the tester's confusion table. */
export function rolesPage(input: ReportInput): Markup {
  const { suites } = input.summary;
  return markup`<section id="roles" class="page" aria-labelledby="roles-title">
    <h1 id="roles-title">Roles</h1>
    ${roles.map(({ role, asks, keys }) => {
      const rows = suites.flatMap((suite) => keys.map((key) => roleRow(suite, key, suites)));
      return markup`<h2>${role}</h2>
        <p class="note">${asks}</p>
        ${rows.every((row) => row === null) ? markup`<p>Not measured in this run.</p>` : roleTable(role, rows)}`;
    })}
    ${suites.map((suite) => confusion(suite, suites))}
  </section>`;
}

function roleTable(role: string, rows: readonly (Markup | null)[]): Markup {
  return markup`<div class="scroll">
    <table>
      <caption class="hidden">
        ${role}
      </caption>
      <thead>
        <tr>
          <th scope="col">Suite</th>
          <th scope="col">Metric</th>
          <th scope="col" class="number">Value</th>
          <th scope="col">95 % interval</th>
          <th scope="col"><span class="hidden">Drawn</span></th>
          <th scope="col" class="number">n tasks</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function roleRow(suite: SuiteSummary, key: string, suites: readonly SuiteSummary[]): Markup | null {
  const metric: MetricValue | undefined = suite.metrics[key];
  if (metric === undefined || metric.value === null) return null;
  const { label, meaning } = metricInfo(key);
  return markup`<tr>
    <th scope="row">${suiteLabel(suite, suites)}</th>
    <td>${label}</td>
    <td class="number strong">${formatValue(key, metric.value)}</td>
    <td class="nowrap">${formatInterval(key, metric)}</td>
    <td class="plot">${intervalPlot(key, metric, [])}</td>
    <td class="number">${grouped(metric.n)}</td>
    <td class="cause">${meaning}</td>
  </tr>`;
}

function confusion(suite: SuiteSummary, suites: readonly SuiteSummary[]): Markup | null {
  const { tp = 0, fp = 0, tn = 0, fn = 0 } = suite.counts ?? {};
  if (tp + fp + tn + fn === 0) return null;
  const cell = (count: number, right: boolean): Markup =>
    markup`<td class="number ${right ? 'good' : 'bad'}">${right ? '✓' : '✗'} ${grouped(count)}</td>`;
  return markup`<h2>Tester against hidden tests: ${suiteLabel(suite, suites)}</h2>
    <table class="confusion">
      <caption class="hidden">
        Confusion table
      </caption>
      <thead>
        <tr>
          <th></th>
          <th scope="col" class="number">hidden tests: right</th>
          <th scope="col" class="number">hidden tests: wrong</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">tester: passes</th>
          ${cell(tp, true)}${cell(fp, false)}
        </tr>
        <tr>
          <th scope="row">tester: fails</th>
          ${cell(fn, false)}${cell(tn, true)}
        </tr>
      </tbody>
    </table>
    <p class="note">Samples, not tasks. ✓ = both say the same.</p>`;
}
