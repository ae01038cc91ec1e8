import type { JournalEntry, SampleObservation, TranscriptEvent } from '../../harness/contract/run-record.ts';
import type { IndexRow, PageIndex, ShownTask } from '../html/page-data.ts';
import { sampleEntry, taskOf } from './data.ts';
import { byId, type Child, duration, fill, grouped, h, keyValues, table } from './dom.ts';
import { exchangeParts, part, planPart, programParts, taskPart, verdictParts } from './sample-parts.ts';
import { testsPart } from './tester-part.ts';
import { shellWord } from '../../harness/contract/shell-word.ts';

/** Shows one sample: what was asked, answered, judged and why; `list` is what previous and next go through. */
export async function showSample(index: PageIndex, id: string, list: readonly IndexRow[]): Promise<void> {
  const body = byId('sample-body');
  const title = byId('sample-title');
  const row = index.samples.find((each) => each.id === id);
  if (row === undefined) {
    fill(title, 'No such sample');
    fill(
      body,
      h('p', {}, 'The address names a sample that is not in this run. '),
      h('a', { href: '#samples' }, 'All samples'),
    );
    return;
  }
  const [, word = '', sign = ''] = index.outcomes.find(([key]) => key === row.outcome) ?? [];
  fill(
    title,
    h('span', { class: `o-${row.outcome}` }, `${sign} ${word}`),
    ' ',
    h('span', { class: 'task-name' }, row.task),
  );
  fill(body, h('p', {}, 'Loading…'));
  const [entry, task] = await Promise.all([sampleEntry(row), taskOf(index, row)]);
  fill(
    body,
    navigation(list, row),
    h('p', { class: 'cause-line' }, row.cause),
    entry === null ? missing(row) : columns(entry, task, againCommand(index, row)),
  );
}

/** The command that runs this sample again, with the same seeds. */
function againCommand({ again, reproduce }: PageIndex, { suite, task, sample, arm }: IndexRow): string {
  if (again === null) return reproduce;
  const attempts = sample === 0 ? '' : ` --samples ${sample + 1}`;
  return `${again} --suite ${suite} --task ${shellWord(task)}${attempts} --arm ${arm}`;
}

function columns(entry: JournalEntry, task: ShownTask | null, reproduce: string): HTMLElement {
  const { transcript, observation } = entry;
  const main = [
    taskPart(task, transcript),
    programParts(transcript),
    verdictParts(task, transcript),
    planPart(task, transcript),
    testsPart(transcript),
    exchangeParts(transcript),
    wirePart(observation),
    rawPart(entry),
  ];
  return h(
    'div',
    { class: 'sample-columns' },
    h('div', {}, main),
    h('aside', { 'aria-label': 'Facts' }, factsTable(entry, reproduce)),
  );
}

function rawPart({ record, observation, transcript }: JournalEntry): Child {
  return part(
    'Raw',
    h(
      'details',
      {},
      h('summary', {}, 'Record and observation'),
      h('pre', { tabindex: '0' }, JSON.stringify({ record, observation }, null, 2)),
    ),
    h('details', {}, h('summary', {}, 'Transcript'), h('pre', { tabindex: '0' }, jsonLines(transcript))),
  );
}

function jsonLines(transcript: readonly TranscriptEvent[]): string {
  return transcript.map((event) => JSON.stringify(event)).join('\n');
}

function factsTable({ record, observation }: JournalEntry, reproduce: string): HTMLElement {
  const lines = (values: Record<string, number | null>): string => keyValues(values).join('\n');
  const { tokens, trust, tainted } = record;
  const facts: [name: string, value: string][] = [
    ['Suite', `${record.suite}, arm ${record.arm}, sample ${record.sample}`],
    ['Scores', lines(record.scores)],
    ['Counts', lines(record.counts)],
    [
      'Tokens',
      tokens === null
        ? 'not known: an agent outside the seal was asked'
        : `${grouped(tokens.prefill)} prompt\n${grouped(tokens.decode)} generated`,
    ],
    [
      'Time',
      `${duration(observation.wallMs)}\n${observation.completions.length} completions\n${observation.executions.length} executions`,
    ],
    ['Seeds', lines(record.seeds)],
    ['Verdict', record.verdict ?? 'none'],
    [
      'Trust',
      trust === 'realm' ? 'lower: program and test shared a realm' : 'judged outside the program’s realm',
    ],
    ['Tainted', tainted ? 'a verdict depended on a limit: only its status may be compared' : ''],
    ['Harness fault', record.errorCode ?? ''],
    ['Refused inside', lines(observation.refused)],
    ['Transcript', record.transcriptSha256],
    ['Run again', reproduce],
  ];
  const rows = facts.filter(([, value]) => value !== '');
  return h(
    'table',
    { class: 'facts-table' },
    h(
      'tbody',
      {},
      rows.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value))),
    ),
  );
}

function wirePart({ hops, derefBytes, messagePathMs }: SampleObservation): Child {
  if (hops.length === 0) return null;
  const bytes = hops.reduce((sum, hop) => sum + hop.bytes, 0);
  const path =
    messagePathMs.length === 0 ? '' : ` · message path ${messagePathMs.map((ms) => duration(ms)).join(', ')}`;
  const rows = hops.map((hop) =>
    h(
      'tr',
      {},
      h('td', {}, hop.from),
      h('td', {}, hop.to),
      h('td', {}, hop.actType),
      h('td', { class: 'number' }, grouped(hop.bytes)),
    ),
  );
  return part(
    'Acts on the wire',
    h(
      'details',
      {},
      h(
        'summary',
        {},
        `${hops.length} hops, ${grouped(bytes)} bytes, ${grouped(derefBytes)} bytes through anchors${path}`,
      ),
      table(['From', 'To', 'Act', 'Bytes'], rows),
    ),
  );
}

function navigation(list: readonly IndexRow[], row: IndexRow): HTMLElement {
  const at = list.findIndex((each) => each.id === row.id);
  const link = (id: string, label: string, other: IndexRow | undefined): HTMLElement =>
    other === undefined
      ? h('span', { class: 'note' }, label)
      : h('a', { id, href: `#sample/${other.id}` }, label);
  return h(
    'p',
    { class: 'walk' },
    link('previous', '← previous', list[at - 1]),
    h(
      'a',
      { href: '#samples', id: 'back' },
      at === -1 ? 'all samples' : `${at + 1} of ${list.length} in the filter`,
    ),
    link('next', 'next →', at === -1 ? undefined : list[at + 1]),
  );
}

function missing({ suite, task }: IndexRow): HTMLElement {
  return h(
    'p',
    {},
    `The transcript of this sample was left out of this page; it is in transcripts/ of the run directory (${suite}, ${task}).`,
  );
}
