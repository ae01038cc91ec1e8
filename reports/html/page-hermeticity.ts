import type { ReportInput } from '../../harness/contract/report-input.ts';
import type { SealEvent } from '../../harness/contract/summary.ts';
import { cleanText, oneLine } from '../clean-text.ts';
import { grouped, plural } from '../format.ts';
import { markup } from './template.ts';
import type { Markup } from './template.ts';

type Canary = Extract<SealEvent, { type: 'canary' }>;
type Attempt = Extract<SealEvent, { type: 'attempt' }>;

/** The seal's evidence: which layer was proven live in which process, and every refused attempt by target and source line. */
export function hermeticityPage({ hermeticity: { summary, events } }: ReportInput): Markup {
  const canaries = events.filter((event) => event.type === 'canary');
  const attempts = events.filter((event) => event.type === 'attempt');
  const levels = {
    kernel: 'the kernel (network namespace) and in JavaScript',
    process: 'JavaScript layers in each process',
    off: 'nothing: hermetic mode was off',
  };
  return markup`<section id="hermeticity" class="page" aria-labelledby="hermeticity-title">
    <h1 id="hermeticity-title">Hermeticity</h1>
    <p>
      Agents, models and programs were sealed by <b>${levels[summary.level]}</b>; the launcher by
      ${levels[summary.launcherLevel]}. ${grouped(summary.canaries.refused)} canaries were refused as they
      must be, ${grouped(summary.canaries.through)} came through, ${grouped(summary.canaries.absent)} layers
      were absent. ${plural(summary.refused.total, 'network attempt')} refused:
      ${grouped(summary.refused.agent)} by agents’ programs, ${grouped(summary.refused.ours)} by our own code
      or a dependency.
    </p>
    <h2>Canaries: every layer tried in every process before its first work</h2>
    ${canaryTable(canaries)}
    <h2>Refused attempts</h2>
    ${attempts.length === 0 ? markup`<p>None recorded one by one${summary.refused.total > 0 && markup`; ${grouped(summary.refused.total)} inside isolates are counted per sample`}.</p>` : attemptTable(attempts)}
  </section>`;
}

function canaryTable(canaries: readonly Canary[]): Markup {
  if (canaries.length === 0) return markup`<p>No canary was recorded.</p>`;
  const layers = [...new Set(canaries.map((canary) => canary.layer))].sort();
  const processes = [...new Set(canaries.map((canary) => canary.process))].sort();
  const cell = (process: string, layer: string): Markup => {
    const own = canaries.filter((canary) => canary.process === process && canary.layer === layer);
    const worst =
      own.find((each) => each.result === 'through') ?? own.find((each) => each.result === 'absent') ?? own[0];
    if (worst === undefined) return markup`<td>–</td>`;
    const { sign, tone } = results[worst.result];
    return markup`<td class="${tone}" title="${oneLine(worst.detail)}">${sign} ${worst.result}</td>`;
  };
  return markup`<div class="scroll">
      <table>
        <caption class="hidden">
          Canaries by process and layer
        </caption>
        <thead>
          <tr>
            <th scope="col">Process</th>
            ${layers.map((layer) => markup`<th scope="col">${layer}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${processes.map(
            (process) =>
              markup`<tr>
                <th scope="row">${process}</th>
                ${layers.map((layer) => cell(process, layer))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">
      refused = the layer is live; absent = this layer is not there in this process; through = the seal is
      broken.
    </p>`;
}

const results = {
  refused: { sign: '✓', tone: 'good' },
  absent: { sign: '–', tone: 'warn' },
  through: { sign: '✗', tone: 'bad' },
};

function attemptTable(attempts: readonly Attempt[]): Markup {
  const groups = [
    ...Map.groupBy(attempts, (attempt) =>
      [attempt.origin, attempt.api, attempt.target, sourceLine(attempt.stack)].join('\0'),
    ).values(),
  ];
  const rows = groups
    .toSorted(
      (a, b) => Number(b[0]?.origin === 'ours') - Number(a[0]?.origin === 'ours') || b.length - a.length,
    )
    .slice(0, 200)
    .map((group) => {
      const first = group[0] as Attempt;
      const tasks = new Set(
        group
          .map((attempt) => `${attempt.suite ?? ''} ${attempt.task ?? ''}`.trim())
          .filter((name) => name !== ''),
      );
      return markup`<tr>
        <td class="nowrap ${first.origin === 'ours' ? 'warn' : ''}">
          ${first.origin === 'ours' ? '! our own code' : 'agent’s program'}
        </td>
        <td class="cause">${oneLine(first.target, 120)}</td>
        <td><code>${oneLine(first.api, 80)}</code></td>
        <td>${oneLine(first.layer, 60)}</td>
        <td class="cause">
          <details>
            <summary><code>${oneLine(sourceLine(first.stack), 120)}</code></summary>
            <pre>${cleanText(first.stack)}</pre>
          </details>
        </td>
        <td class="cause">
          ${oneLine([...new Set(group.map((attempt) => attempt.process))].sort().join(', '), 120)}
        </td>
        <td class="cause">
          ${oneLine([...tasks].sort().slice(0, 3).join(', '), 160)}${tasks.size > 3 && ` and ${tasks.size - 3} more`}
        </td>
        <td class="number">${grouped(group.length)}</td>
      </tr>`;
    });
  return markup`<div class="scroll">
      <table>
        <caption class="hidden">
          Refused attempts by target and source line
        </caption>
        <thead>
          <tr>
            <th scope="col">Origin</th>
            <th scope="col">Target</th>
            <th scope="col">API</th>
            <th scope="col">Refused by</th>
            <th scope="col">Source line</th>
            <th scope="col">Process</th>
            <th scope="col">Tasks</th>
            <th scope="col" class="number">Times</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${groups.length > 200 && markup`<p class="note">The 200 most frequent of ${grouped(groups.length)}; all are in hermeticity.jsonl.</p>`}`;
}

/** First line of a stack that names a place. */
function sourceLine(stack: string): string {
  const frame = stack.split('\n').find((line) => /^\s*at /.test(line));
  return (frame ?? stack.split('\n')[0] ?? '').trim().replace(/^at /, '');
}
