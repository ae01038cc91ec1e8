import { sampleEntry, taskOf } from './data.js';
import { duration, fill, grouped, h } from './dom.js';
import {
  exchangeParts,
  part,
  planPart,
  programParts,
  taskPart,
  testsPart,
  verdictParts,
} from './sample-parts.js';
import { scoreText } from './samples-page.js';

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
  return [
    factsTable(record, observation, index),
    taskPart(task, transcript),
    programParts(task, transcript),
    verdictParts(task, transcript),
    planPart(task, transcript),
    testsPart(transcript),
    exchangeParts(transcript),
    wirePart(observation),
    part(
      'Raw',
      h(
        'details',
        {},
        h('summary', {}, 'Record and observation'),
        h('pre', { tabindex: '0' }, JSON.stringify({ record, observation }, null, 2)),
      ),
      h(
        'details',
        {},
        h('summary', {}, 'Transcript'),
        h('pre', { tabindex: '0' }, transcript.map((event) => JSON.stringify(event)).join('\n')),
      ),
    ),
  ].flat();
}

function factsTable(record, observation, index) {
  const facts = [
    ['Suite', `${record.suite}, arm ${record.arm}, sample ${record.sample}`],
    ['Scores', scoreText(record.scores) || '–'],
    [
      'Counts',
      Object.entries(record.counts)
        .map(([key, value]) => `${key} ${value}`)
        .join(' · ') || '–',
    ],
    ['Tokens', `${grouped(record.tokens.prefill)} prompt + ${grouped(record.tokens.decode)} generated`],
    [
      'Time',
      `${duration(observation.wallMs)}, ${observation.completions.length} completions, ${observation.executions.length} executions`,
    ],
    [
      'Seeds',
      Object.entries(record.seeds)
        .map(([key, value]) => `${key} ${value}`)
        .join(' · ') || '–',
    ],
    ['Verdict', record.verdict ?? 'none'],
    [
      'Trust',
      `${record.trust === 'realm' ? 'lower: program and test shared a realm' : 'judged outside the program’s realm'}${record.tainted ? '; tainted: a verdict depended on a limit' : ''}`,
    ],
    ['Harness fault', record.errorCode],
    [
      'Refused',
      Object.entries(observation.refused)
        .map(([api, count]) => `${api} ×${count}`)
        .join(' · ') || null,
    ],
    ['Transcript', record.transcriptSha256],
    ['Run again', index.reproduce],
  ];
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'facts-table' },
      h(
        'tbody',
        {},
        facts
          .filter(([, value]) => value !== null)
          .map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value))),
      ),
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
