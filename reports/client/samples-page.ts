import type { IndexRow, PageIndex } from '../html/page-data.ts';
import { byId, byIdAs, type Child, duration, fill, grouped, h, keyValues } from './dom.ts';
import { checkedTerms, matches, parseFilter, toggleTerm } from './filter.ts';

/** What the address says of the table: filter and sort, each empty by default. */
export interface TableState {
  q: string;
  sort: string;
}

interface Column {
  key: string;
  label: string;
  isNumber: boolean;
  cell: (row: IndexRow, word: string) => HTMLElement;
  /** By what the column sorts; null = it does not. */
  sortValue: ((row: IndexRow) => string | number) | null;
}

const pageSize = 200;

const columns: readonly Column[] = [
  {
    key: 'outcome',
    label: 'Outcome',
    isNumber: false,
    cell: (row, word) => h('td', { class: `nowrap o-${row.outcome}` }, word),
    sortValue: (row) => row.outcome,
  },
  text('suite', 'Suite', (row) => row.suite),
  text('arm', 'Arm', (row) => row.arm),
  {
    ...text('task', 'Task', (row) => row.task),
    cell: (row) => h('td', {}, h('a', { href: `#sample/${row.id}` }, row.task)),
  },
  number('sample', 'Sample', { value: (row) => row.sample, shown: String }),
  {
    key: 'scores',
    label: 'Scores',
    isNumber: false,
    cell: (row) => h('td', { class: 'scores' }, keyValues(row.scores).join(' · ')),
    sortValue: null,
  },
  number('tokens', 'Tokens', {
    value: (row) => row.tokens,
    shown: (tokens) => (tokens === null ? '–' : grouped(tokens)),
  }),
  number('ms', 'Time', { value: (row) => row.ms, shown: duration }),
  {
    ...text('cause', 'Cause', (row) => row.cause),
    cell: (row) => h('td', { class: 'cause' }, row.cause),
  },
];

function text(key: string, label: string, value: (row: IndexRow) => string): Column {
  return { key, label, isNumber: false, cell: (row) => h('td', {}, value(row)), sortValue: value };
}

function number<Value extends number | null>(
  key: string,
  label: string,
  { value, shown }: { value: (row: IndexRow) => Value; shown: (value: Value) => string },
): Column {
  const cell = (row: IndexRow): HTMLElement => h('td', { class: 'number' }, shown(value(row)));
  return { key, label, isNumber: true, cell, sortValue: (row) => value(row) ?? -1 };
}

/** The table of samples: filter, sort and paging, all of it in the page's address. */
export class SamplesPage {
  readonly index: PageIndex;
  /** Samples within the filter, in the order shown. */
  rows: readonly IndexRow[];
  state: TableState = { q: '', sort: '' };
  readonly #navigate: (state: TableState) => void;
  readonly #query = byIdAs('query', HTMLInputElement);
  readonly #words: ReadonlyMap<string, string>;
  readonly #columns: readonly Column[];
  #shownRows = pageSize;
  /** What of the filter says nothing of these samples. */
  #problems: readonly string[] = [];

  constructor(index: PageIndex, navigate: (state: TableState) => void) {
    this.index = index;
    this.rows = index.samples;
    this.#navigate = navigate;
    this.#words = new Map(index.outcomes.map(([key, word, sign]) => [key, `${sign} ${word}`]));
    const hasOneArm = new Set(index.samples.map((row) => row.arm)).size === 1;
    this.#columns = columns.filter(({ key }) => !(key === 'arm' && hasOneArm));
    this.#query.addEventListener('input', () => this.#go({ q: this.#query.value }));
    byId('clear').addEventListener('click', () => this.#go({ q: '' }));
    byId('more').addEventListener('click', () => {
      this.#shownRows += pageSize * 5;
      this.#draw();
    });
  }

  /** Shows what the address asks for. */
  show({ q = '', sort = '' }: Partial<TableState>): void {
    this.state = { q, sort };
    this.#shownRows = pageSize;
    if (this.#query.value !== q) this.#query.value = q;
    const { terms, problems } = checkedTerms(parseFilter(q), this.index);
    this.#problems = problems;
    this.rows = sorted(
      this.index.samples.filter((row) => matches(row, terms)),
      sort,
    );
    this.#draw();
  }

  #go(change: Partial<TableState>): void {
    this.#navigate({ ...this.state, ...change });
  }

  #draw(): void {
    const { samples } = this.index;
    fill(
      byId('count'),
      `${grouped(this.rows.length)} of ${grouped(samples.length)} samples`,
      this.#problems.length > 0 &&
        h('span', { class: 'warn' }, ` · not applied: ${this.#problems.join('; ')}`),
    );
    fill(byId('chips'), this.#chips());
    const head = h(
      'tr',
      {},
      this.#columns.map((column) => this.#heading(column)),
    );
    const rows = this.rows.slice(0, this.#shownRows).map((row) =>
      h(
        'tr',
        {},
        this.#columns.map(({ cell }) => cell(row, this.#words.get(row.outcome) ?? row.outcome)),
      ),
    );
    const table = byIdAs('table', HTMLTableElement);
    if (table.tHead !== null) fill(table.tHead, head);
    if (table.tBodies[0] !== undefined) fill(table.tBodies[0], rows);
    byId('more').hidden = this.rows.length <= this.#shownRows;
  }

  #chips(): Child {
    const { samples } = this.index;
    const suites = [...new Set(samples.map((row) => row.suite))].sort(byText);
    const tags = [...new Set(samples.flatMap((row) => row.tags))].sort(byText).slice(0, 12);
    const terms = [
      ...[...this.#words]
        .filter(([outcome]) => samples.some((row) => row.outcome === outcome))
        .map(([outcome, word]) => ({ term: `s:${outcome}`, label: word })),
      ...suites.map((suite) => ({ term: `suite:${suite}`, label: suite })),
      ...tags.map((tag) => ({ term: `tag:${tag}`, label: tag })),
    ];
    const active = this.state.q.split(/\s+/u);
    return terms.map(({ term, label }) => {
      const click = (): void => this.#go({ q: toggleTerm(this.state.q, term) });
      return h('button', { type: 'button', 'aria-pressed': String(active.includes(term)), click }, label);
    });
  }

  #heading({ key, label, isNumber, sortValue }: Column): HTMLElement {
    if (sortValue === null) return h('th', { scope: 'col', class: key }, label);
    const { sort } = this.state;
    const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : 'none';
    const next = sort === key ? `-${key}` : key;
    const arrow = { ascending: ' ▲', descending: ' ▼', none: '' }[direction];
    const click = (): void => this.#go({ sort: next });
    const button = h('button', { type: 'button', class: 'sort', click }, label, arrow);
    return h('th', { scope: 'col', 'aria-sort': direction, class: isNumber ? 'number' : null }, button);
  }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted(rows: readonly IndexRow[], sort: string): readonly IndexRow[] {
  const key = sort.replace(/^-/u, '');
  const value = columns.find((column) => column.key === key)?.sortValue ?? null;
  if (value === null) return rows;
  const sign = sort.startsWith('-') ? -1 : 1;
  return rows.toSorted((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
}
