import { island } from './data.ts';
import { byId, byIdAs, fill, h } from './dom.ts';
import { toggleTerm } from './filter.ts';
import { showSample } from './sample-page.ts';
import { SamplesPage } from './samples-page.ts';

const keys = [
  ['o s r p h v m', 'overview, samples, roles, performance, hermeticity, provenance, methods'],
  ['/', 'filter samples'],
  ['f', 'only failed samples, on and off'],
  ['j k or ↓ ↑', 'next, previous row of a table of samples'],
  ['Enter', 'open the row'],
  ['← →', 'previous, next sample within the filter'],
  ['e', 'open or close every fold of the page'],
  ['t', 'light or dark'],
  ['?', 'this list'],
];

/** What each key does; false = the key was not for us, and the browser may have it. */
const actions = new Map<string, () => unknown>([
  ['o', () => navigate('overview')],
  ['s', () => navigate('samples')],
  ['r', () => navigate('roles')],
  ['p', () => navigate('performance')],
  ['h', () => navigate('hermeticity')],
  ['v', () => navigate('provenance')],
  ['m', () => navigate('methods')],
  ['/', focusFilter],
  ['f', toggleFailed],
  ['j', () => moveRow(1)],
  ['ArrowDown', () => moveRow(1)],
  ['k', () => moveRow(-1)],
  ['ArrowUp', () => moveRow(-1)],
  ['ArrowLeft', () => follow('previous')],
  ['ArrowRight', () => follow('next')],
  ['e', toggleFolds],
  ['t', switchTheme],
  ['?', showKeys],
]);

/** Where the browser keeps the reader's theme. */
const themeKey = 'hermes-report-theme';

let samplesPage: SamplesPage | null = null;

void start();

async function start(): Promise<void> {
  document.documentElement.classList.add('js');
  const theme = keptTheme();
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  byId('theme').addEventListener('click', switchTheme);
  byId('help').addEventListener('click', showKeys);
  document.addEventListener('keydown', onKey);
  window.addEventListener('hashchange', route);
  window.addEventListener('beforeprint', () => {
    setFolds(folds('#overview details, #provenance details'), true);
  });
  markActive(address().page);
  const index = await island('index');
  samplesPage = new SamplesPage(index, (state) => navigate('samples', { ...state }));
  samplesPage.show({});
  route();
}

interface Address {
  page: string;
  /** Of the sample, on a sample's page. */
  id: string;
  parameters: Record<string, string>;
}

/** What the page's address says. */
function address(): Address {
  const [path = '', query = ''] = location.hash.slice(1).split('?');
  const [page = '', ...rest] = path.split('/');
  const isKnown = document.getElementById(page)?.classList.contains('page') === true;
  return {
    page: isKnown ? page : 'overview',
    id: rest.join('/'),
    parameters: Object.fromEntries(new URLSearchParams(query)),
  };
}

function navigate(page: string, parameters: Record<string, string> = {}): void {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  const text = query.size === 0 ? '' : `?${query}`;
  history.replaceState(null, '', `#${page}${text}`);
  route();
}

function route(): void {
  const { page, id, parameters } = address();
  if (parameters['theme'] !== undefined) document.documentElement.dataset['theme'] = parameters['theme'];
  markActive(page);
  if (samplesPage === null) return;
  if (page === 'samples') samplesPage.show(parameters);
  if (page === 'sample') showSample(samplesPage.index, id, samplesPage.rows).then(toTop, report);
  else toTop();
}

function toTop(): void {
  window.scrollTo(0, 0);
}

function markActive(page: string): void {
  for (const section of document.querySelectorAll('.page'))
    section.classList.toggle('active', section.id === page);
  const current = page === 'sample' ? 'samples' : page;
  for (const link of document.querySelectorAll('header nav a')) {
    if (link.getAttribute('href') === `#${current}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function report(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  fill(byId('sample-body'), h('p', { class: 'bad' }, `This page could not read its own data: ${text}`));
}

function onKey(event: KeyboardEvent): void {
  const { target, key } = event;
  if (key === 'Escape' && target instanceof HTMLElement && target.id === 'query') target.blur();
  const isTyping = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/u.test(target.tagName);
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = actions.get(key);
  if (action !== undefined && action() !== false) event.preventDefault();
}

function toggleFailed(): void {
  const state = samplesPage?.state;
  navigate('samples', { ...state, q: toggleTerm(state?.q ?? '', 's:failed') });
}

function focusFilter(): void {
  if (address().page !== 'samples') navigate('samples', { ...samplesPage?.state });
  byId('query').focus();
}

function moveRow(step: number): boolean {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.page.active td a[href^="#sample/"]')];
  if (links.length === 0 || address().page !== 'samples') return false;
  const at = links.findIndex((link) => link === document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  return true;
}

function follow(id: string): boolean {
  const link = address().page === 'sample' ? document.getElementById(id) : null;
  if (link === null) return false;
  link.click();
  return true;
}

function toggleFolds(): void {
  const all = folds('.page.active details');
  setFolds(all, !all.every((fold) => fold.open));
}

function folds(selector: string): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>(selector)];
}

function setFolds(all: readonly HTMLDetailsElement[], isOpen: boolean): void {
  for (const fold of all) fold.open = isOpen;
}

function switchTheme(): void {
  const { dataset } = document.documentElement;
  const isDark =
    dataset['theme'] === undefined
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : dataset['theme'] === 'dark';
  dataset['theme'] = isDark ? 'light' : 'dark';
  keepTheme(dataset['theme']);
}

/** The theme outlives a reload where the browser lets a file keep anything. */
function keepTheme(theme: string): void {
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // The page is as usable without.
  }
}

function keptTheme(): string | null {
  try {
    return localStorage.getItem(themeKey);
  } catch {
    return null;
  }
}

function showKeys(): void {
  const dialog = byIdAs('keys', HTMLDialogElement);
  fill(
    dialog,
    h('h2', { id: 'keys-title' }, 'Keys'),
    h(
      'dl',
      {},
      keys.map(([key, what]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, what)]),
    ),
    h('form', { method: 'dialog' }, h('button', {}, 'Close')),
  );
  dialog.showModal();
}
