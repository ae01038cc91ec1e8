import type { Evidence } from '../../harness/contract/manifest.ts';
import type { RunRecord } from '../../harness/contract/run-directory.ts';
import type { SealEvent } from '../../harness/contract/summary.ts';
import { oneLine } from '../../harness/contract/inert.ts';
import { agentsReadSentence } from '../agents-read.ts';
import { grouped, plural } from '../format.ts';
import { outsideOf, outsideWords } from '../outside.ts';
import { compareTexts } from '../sample-order.ts';
import { table } from './tables.ts';
import { type Markup, markup } from './template.ts';

type Canary = Extract<SealEvent, { type: 'canary' }>;
type Attempt = Extract<SealEvent, { type: 'attempt' }>;

/** Groups of refused attempts that are listed; the ledger on disk has all. */
const groupLimit = 200;

/** The seal's evidence: which layer was proven live in which process, and every refused attempt by target and source line. */
export function hermeticityPage({ manifest, sealEvents: events }: RunRecord): Markup {
  const { canaries, refused, level, launcherLevel } = manifest.hermeticity;
  const read = agentsReadSentence(manifest.hermeticity);
  const attempts = events.filter((event) => event.type === 'attempt');
  return markup`<section id="hermeticity" class="page" aria-labelledby="hermeticity-title"><h1 id="hermeticity-title">Hermeticity</h1>
${outsideList(manifest)}<p>${outsideOf(manifest.outsideAgents).length === 0 ? 'Agents' : 'Agents of ours'}, models and programs were sealed by <b>${levels[level]}</b>; the launcher by ${levels[launcherLevel]}. ${grouped(canaries.refused)} canaries were refused as they must be, ${grouped(canaries.through)} came through; ${grouped(canaries.absent)} times a layer was absent. ${plural(refused.total, 'network attempt')} refused: ${grouped(refused.agent)} by agents’ programs, ${grouped(refused.ours)} by our own code or a dependency. ${read}</p>
<h2>Canaries</h2><p class="note">Every layer is tried in every process before its first work. refused = the layer is live; absent = there is no such layer in this process; through = the seal is broken.</p>
${canaryTable(events.filter((event) => event.type === 'canary'))}
<h2>Refused attempts</h2>
${attempts.length > 0 ? attemptTable(attempts) : markup`<p>${nothingListed(refused.total)}</p>`}
</section>
`;
}

function outsideList({ outsideAgents }: Evidence): Markup | null {
  const agents = outsideOf(outsideAgents);
  if (agents.length === 0) return null;
  const items = agents.map(
    ([role, agent]) =>
      markup`<li><b class="warn">! ${role}</b>: ${outsideWords(agent)}; reached at <code>${agent.address}</code>. What it reaches on the network, nobody here sees.</li>`,
  );
  return markup`<ul>${items}</ul>`;
}

function nothingListed(total: number): string {
  return total === 0
    ? 'None.'
    : `None one by one; ${grouped(total)} inside isolates are counted with their samples.`;
}

const levels = {
  kernel: 'the kernel (network namespace) and JavaScript layers',
  process: 'JavaScript layers in each process',
  off: 'nothing: hermetic mode was off',
};

/** Processes of a kind in which every layer did the same are one row; all of it is folded while the seal holds. */
function canaryTable(canaries: readonly Canary[]): Markup {
  if (canaries.length === 0) return markup`<p>No canary was recorded.</p>`;
  const layers = [...new Set(canaries.map((canary) => canary.layer))].sort(compareTexts);
  const byProcess = [...Map.groupBy(canaries, (canary) => canary.process)];
  const alike = Map.groupBy(byProcess, ([process, own]) =>
    [process.replace(/-\d+$/, ''), ...layers.map((layer) => worstOf(own, layer)?.result ?? '')].join('\0'),
  );
  const rows = [...alike]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([key, group]) => {
      const own = group.flatMap(([, each]) => each);
      const name = group.length === 1 ? group[0]?.[0] : `${key.split('\0')[0]} × ${grouped(group.length)}`;
      return markup`<tr><th scope="row">${name}</th>${layers.map((layer) => canaryCell(worstOf(own, layer)))}</tr>`;
    });
  const broken = canaries.some(({ result }) => result === 'through');
  const words = broken ? 'a canary came through' : 'every layer that is there is live';
  return markup`<details${broken && markup` open`}><summary>${grouped(byProcess.length)} processes, ${plural(layers.length, 'layer')}: <b class="${broken ? 'bad' : 'good'}">${broken ? '✗' : '✓'} ${words}</b></summary>${table('Canaries by process and layer', ['Process', ...layers], rows)}</details>`;
}

function worstOf(canaries: readonly Canary[], layer: string): Canary | undefined {
  const own = canaries.filter((canary) => canary.layer === layer);
  return (
    own.find(({ result }) => result === 'through') ?? own.find(({ result }) => result === 'absent') ?? own[0]
  );
}

function canaryCell(worst: Canary | undefined): Markup {
  if (worst === undefined) return markup`<td class="note">not tried</td>`;
  const { sign, tone } = {
    refused: { sign: '✓', tone: 'good' },
    absent: { sign: '–', tone: 'note' },
    through: { sign: '✗', tone: 'bad' },
  }[worst.result];
  return markup`<td class="${tone}" title="${oneLine(worst.detail)}">${sign} ${worst.result}</td>`;
}

function attemptTable(attempts: readonly Attempt[]): Markup {
  const groups = [
    ...Map.groupBy(attempts, ({ origin, api, target, stack }) =>
      [origin === 'ours' ? 0 : 1, target, api, sourceLine(stack)].join('\0'),
    ),
  ];
  const ours = (group: readonly Attempt[]): number => Number(group[0]?.origin === 'ours');
  const rows = groups
    .toSorted(
      ([a, first], [b, second]) =>
        ours(second) - ours(first) || second.length - first.length || compareTexts(a, b),
    )
    .slice(0, groupLimit)
    .map(([, group]) => attemptRow(group));
  const columns = ['Origin', 'Target', 'API', 'Refused by', 'Source line', 'Process', 'Tasks', '#Times'];
  const more =
    groups.length > groupLimit &&
    markup`<p class="note">The ${groupLimit} most frequent of ${grouped(groups.length)}; all are in hermeticity.jsonl.</p>`;
  return markup`${table('Refused attempts by target and source line', columns, rows)}${more}`;
}

function attemptRow(group: readonly Attempt[]): Markup {
  const { origin, target, api, layer, stack } = group[0] as Attempt;
  const names = (all: readonly string[]): string => {
    const distinct = [...new Set(all)].filter((name) => name !== '').sort(compareTexts);
    return `${oneLine(distinct.slice(0, 3).join(', '), 160)}${distinct.length > 3 ? ` and ${distinct.length - 3} more` : ''}`;
  };
  const tasks = names(
    group.map((attempt) => [attempt.suite, attempt.task].filter((name) => name !== null).join(' ')),
  );
  return markup`<tr><td class="nowrap">${origin === 'ours' ? markup`<b class="warn">! our own code</b>` : 'agent’s program'}</td><td class="cause">${oneLine(target, 120)}</td><td><code>${oneLine(api, 80)}</code></td><td>${oneLine(layer, 60)}</td><td class="cause"><details><summary><code>${oneLine(sourceLine(stack), 120)}</code></summary><pre>${stack}</pre></details></td><td class="cause">${names(group.map(({ process }) => process))}</td><td class="cause">${tasks}</td><td class="number">${grouped(group.length)}</td></tr>
`;
}

/** First line of a stack that names a place. */
function sourceLine(stack: string): string {
  const lines = stack.split('\n');
  const frame = lines.find((line) => /^\s*at /.test(line));
  return (frame ?? lines[0] ?? '').trim().replace(/^at /, '');
}
