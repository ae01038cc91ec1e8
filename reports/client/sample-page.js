import { sampleEntry, taskOf } from './data.js';
import { duration, fill, grouped, h } from './dom.js';
import { exchangeParts, part, planPart, programParts, taskPart, verdictParts } from './sample-parts.js';
import { testsPart } from './tester-part.js';

/** Shows one sample: what was asked, answered, judged and why; `list` is what previous and next go through. */
export async function showSample(index, id, list) {
  const body = document.getElementById('sample-body');
  const title = document.getElementById('sample-title');
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
  const [, word, sign] = index.outcomes.find(([key]) => key === row.outcome);
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
    ...(entry === null ? missing(row) : parts(entry, task, index)),
  );
}

function parts({ record, transcript, observation }, task, index) {
  const main = [
    taskPart(task, transcript),
    programParts(transcript),
    verdictParts(task, transcript),
    planPart(task, transcript),
    testsPart(transcript),
    exchangeParts(transcript),
    wirePart(observation),
    rawPart({ record, observation }, transcript),
  ];
  return [
    h(
      'div',
      { class: 'sample-columns' },
      h('div', {}, main),
      h('aside', { 'aria-label': 'Facts' }, factsTable(record, observation, index)),
    ),
  ];
}

function rawPart(facts, transcript) {
  const lines = transcript.map((event) => JSON.stringify(event)).join('\n');
  return part(
    'Raw',
    h(
      'details',
      {},
      h('summary', {}, 'Record and observation'),
      h('pre', { tabindex: '0' }, JSON.stringify(facts, null, 2)),
    ),
    h('details', {}, h('summary', {}, 'Transcript'), h('pre', { tabindex: '0' }, lines)),
  );
}

function factsTable(record, observation, index) {
  const lines = (values) =>
    Object.entries(values)
      .map(([key, value]) => `${key} ${value === null ? '–' : Number(value.toFixed(3))}`)
      .join('\n');
  const { tokens, trust, tainted } = record;
  const facts = [
    ['Suite', `${record.suite}, arm ${record.arm}, sample ${record.sample}`],
    ['Scores', lines(record.scores)],
    ['Counts', lines(record.counts)],
    ['Tokens', `${grouped(tokens.prefill)} prompt\n${grouped(tokens.decode)} generated`],
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
    ['Run again', index.reproduce],
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

function wirePart({ hops, derefBytes, messagePathMs }) {
  if (hops.length === 0) return null;
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
  const path =
    messagePathMs.length === 0 ? '' : ` · message path ${messagePathMs.map((ms) => duration(ms)).join(', ')}`;
  return part(
    'Acts on the wire',
    h(
      'details',
      {},
      h(
        'summary',
        {},
        `${hops.length} hops, ${grouped(hops.reduce((sum, hop) => sum + hop.bytes, 0))} bytes, ${grouped(derefBytes)} bytes through anchors${path}`,
      ),
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['From', 'To', 'Act', 'Bytes'].map((label) => h('th', { scope: 'col' }, label)),
          ),
        ),
        h('tbody', {}, rows),
      ),
    ),
  );
}

function navigation(list, row) {
  const at = list.findIndex((each) => each.id === row.id);
  const link = (other, label, id) =>
    other === undefined
      ? h('span', { class: 'note' }, label)
      : h('a', { id, href: `#sample/${other.id}` }, label);
  return h(
    'p',
    { class: 'walk' },
    link(at > 0 ? list[at - 1] : undefined, '← previous', 'previous'),
    h(
      'a',
      { href: '#samples', id: 'back' },
      at === -1 ? 'all samples' : `${at + 1} of ${list.length} in the filter`,
    ),
    link(at === -1 ? undefined : list[at + 1], 'next →', 'next'),
  );
}

function missing(row) {
  return [
    h(
      'p',
      {},
      `The transcript of this sample was left out of this page; it is in transcripts/ of the run directory (${row.suite}, ${row.task}).`,
    ),
  ];
}
