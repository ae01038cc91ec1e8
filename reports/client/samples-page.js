import { duration, fill, grouped, h } from './dom.js';
import { matches, parseFilter, toggleTerm } from './filter.js';

const pageSize = 200;

const columns = [
  { key: 'outcome', label: 'Outcome' },
  { key: 'suite', label: 'Suite' },
  { key: 'arm', label: 'Arm' },
  { key: 'task', label: 'Task' },
  { key: 'sample', label: 'Sample', number: true },
  { key: 'scores', label: 'Scores', plain: true },
  { key: 'tokens', label: 'Tokens', number: true },
  { key: 'ms', label: 'Time', number: true },
  { key: 'cause', label: 'Cause' },
];

/** The table of samples: filter, sort and paging, all of it in the page's address. */
export class SamplesPage {
  constructor(index, navigate) {
    this.index = index;
    this.navigate = navigate;
    this.shown = pageSize;
    this.rows = index.samples;
    this.words = new Map(index.outcomes.map(([key, word, sign]) => [key, { word, sign }]));
    this.oneArm = new Set(index.samples.map((row) => row.arm)).size === 1;
    this.query = document.getElementById('query');
    this.query.addEventListener('input', () => this.go({ q: this.query.value }));
    document.getElementById('clear').addEventListener('click', () => this.go({ q: '' }));
    document.getElementById('more').addEventListener('click', () => {
      this.shown += pageSize * 5;
      this.draw();
    });
  }

  /** Shows what the address asks for. */
  show({ q = '', sort = '' }) {
    this.state = { q, sort };
    this.shown = pageSize;
    if (this.query.value !== q) this.query.value = q;
    const terms = parseFilter(q);
    this.rows = sorted(
      this.index.samples.filter((row) => matches(row, terms)),
      sort,
    );
    this.draw();
  }

  go(change) {
    this.navigate('samples', { ...this.state, ...change });
  }

  draw() {
    fill(
      document.getElementById('count'),
      `${grouped(this.rows.length)} of ${grouped(this.index.samples.length)} samples`,
    );
    fill(document.getElementById('chips'), this.chips());
    const used = columns.filter((column) => !(column.key === 'arm' && this.oneArm));
    fill(
      document.querySelector('#table thead'),
      h(
        'tr',
        {},
        used.map((column) => this.heading(column)),
      ),
    );
    const rows = this.rows.slice(0, this.shown).map((row) =>
      h(
        'tr',
        {},
        used.map((column) => this.cell(row, column.key)),
      ),
    );
    fill(document.querySelector('#table tbody'), rows);
    document.getElementById('more').hidden = this.rows.length <= this.shown;
  }

  chips() {
    const count = (outcome) => this.index.samples.filter((row) => row.outcome === outcome).length;
    const suites = [...new Set(this.index.samples.map((row) => row.suite))].sort(byText);
    const tags = [...new Set(this.index.samples.flatMap((row) => row.tags))].sort(byText).slice(0, 12);
    const terms = [
      ...this.index.outcomes
        .filter(([key]) => count(key) > 0)
        .map(([key, word, sign]) => [`s:${key}`, `${sign} ${word}`]),
      ...suites.map((suite) => [`suite:${suite}`, suite]),
      ...tags.map((tag) => [`tag:${tag}`, tag]),
    ];
    const active = this.state.q.split(/\s+/u);
    return terms.map(([term, label]) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(active.includes(term)),
          click: () => this.go({ q: toggleTerm(this.state.q, term) }),
        },
        label,
      ),
    );
  }

  heading({ key, label, number, plain }) {
    if (plain) return h('th', { scope: 'col' }, label);
    const { sort } = this.state;
    const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : 'none';
    const next = sort === key ? `-${key}` : key;
    const arrow = { ascending: ' ▲', descending: ' ▼', none: '' }[direction];
    const button = h(
      'button',
      { type: 'button', class: 'sort', click: () => this.go({ sort: next }) },
      label,
      arrow,
    );
    return h('th', { scope: 'col', 'aria-sort': direction, class: number ? 'number' : null }, button);
  }

  cell(row, key) {
    if (key === 'outcome') {
      const { word, sign } = this.words.get(row.outcome);
      return h('td', { class: `nowrap o-${row.outcome}` }, `${sign} ${word}`);
    }
    if (key === 'task') return h('td', {}, h('a', { href: `#sample/${row.id}` }, row.task));
    if (key === 'scores') return h('td', { class: 'scores' }, scoreText(row.scores));
    if (key === 'ms') return h('td', { class: 'number' }, duration(row.ms));
    if (key === 'tokens') return h('td', { class: 'number' }, grouped(row.tokens));
    return h('td', { class: key === 'sample' ? 'number' : key === 'cause' ? 'cause' : null }, row[key]);
  }
}

/** Scores in one line: `pass 1 · plan_exact 0.5`. */
function scoreText(scores) {
  return Object.entries(scores)
    .map(([key, value]) => `${key} ${value === null ? '–' : Number(value.toFixed(3))}`)
    .join(' · ');
}

function byText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted(rows, sort) {
  if (sort === '') return rows;
  const key = sort.replace(/^-/u, '');
  const sign = sort.startsWith('-') ? -1 : 1;
  return rows.toSorted((a, b) => sign * (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
}
