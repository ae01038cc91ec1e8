import { island } from './data.js';
import { fill, h } from './dom.js';
import { toggleTerm } from './filter.js';
import { showSample } from './sample-page.js';
import { SamplesPage } from './samples-page.js';

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

const pages = {
  o: 'overview',
  s: 'samples',
  r: 'roles',
  p: 'performance',
  h: 'hermeticity',
  v: 'provenance',
  m: 'methods',
};

let samplesPage = null;

void start();

async function start() {
  document.documentElement.classList.add('js');
  document.getElementById('theme').addEventListener('click', switchTheme);
  document.getElementById('help').addEventListener('click', showKeys);
  document.addEventListener('keydown', onKey);
  window.addEventListener('hashchange', route);
  window.addEventListener('beforeprint', () =>
    setFolds(document.querySelectorAll('#overview details, #provenance details'), true),
  );
  markActive(address().page);
  const index = await island('index');
  samplesPage = new SamplesPage(index, navigate);
  samplesPage.show({});
  route();
}

/** What the address says: page, and its parameters; a sample's page carries its id. */
function address() {
  const [path, query = ''] = location.hash.slice(1).split('?');
  const [page, ...rest] = path.split('/');
  const known = document.getElementById(page)?.classList.contains('page') === true;
  return {
    page: known ? page : 'overview',
    id: rest.join('/'),
    parameters: Object.fromEntries(new URLSearchParams(query)),
  };
}

function navigate(page, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  const text = query.size === 0 ? '' : `?${query}`;
  history.replaceState(null, '', `#${page}${text}`);
  route();
}

function route() {
  const { page, id, parameters } = address();
  if (parameters.theme !== undefined) document.documentElement.dataset.theme = parameters.theme;
  markActive(page);
  if (samplesPage === null) return;
  if (page === 'samples') samplesPage.show(parameters);
  if (page === 'sample') showSample(samplesPage.index, id, samplesPage.rows).then(toTop, report);
  else toTop();
}

function toTop() {
  window.scrollTo(0, 0);
}

function markActive(page) {
  for (const section of document.querySelectorAll('.page'))
    section.classList.toggle('active', section.id === page);
  const current = page === 'sample' ? 'samples' : page;
  for (const link of document.querySelectorAll('header nav a')) {
    if (link.getAttribute('href') === `#${current}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function report(error) {
  fill(
    document.getElementById('sample-body'),
    h('p', { class: 'bad' }, `This page could not read its own data: ${error.message}`),
  );
}

function onKey(event) {
  const busy =
    event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/u.test(event.target.tagName);
  if (event.key === 'Escape' && event.target.id === 'query') event.target.blur();
  if (busy) return;
  const action = actionOf(event.key);
  if (action === undefined) return;
  if (action() !== false) event.preventDefault();
}

function actionOf(key) {
  if (pages[key] !== undefined) return () => navigate(pages[key], {});
  const actions = {
    '/': focusFilter,
    f: () =>
      navigate('samples', { ...samplesPage?.state, q: toggleTerm(samplesPage?.state.q ?? '', 's:failed') }),
    j: () => moveRow(1),
    ArrowDown: () => moveRow(1),
    k: () => moveRow(-1),
    ArrowUp: () => moveRow(-1),
    ArrowLeft: () => follow('previous'),
    ArrowRight: () => follow('next'),
    e: toggleFolds,
    t: switchTheme,
    '?': showKeys,
  };
  return actions[key];
}

function focusFilter() {
  if (address().page !== 'samples') navigate('samples', samplesPage?.state ?? {});
  document.getElementById('query').focus();
}

function moveRow(step) {
  const links = [...document.querySelectorAll('.page.active td a[href^="#sample/"]')];
  if (links.length === 0 || address().page !== 'samples') return false;
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
  return true;
}

function follow(id) {
  const link = address().page === 'sample' ? document.getElementById(id) : null;
  if (link === null) return false;
  link.click();
  return true;
}

function toggleFolds() {
  const folds = document.querySelectorAll('.page.active details');
  setFolds(folds, ![...folds].every((fold) => fold.open));
}

function setFolds(folds, open) {
  for (const fold of folds) fold.open = open;
}

function switchTheme() {
  const root = document.documentElement;
  const dark =
    root.dataset.theme === undefined
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : root.dataset.theme === 'dark';
  root.dataset.theme = dark ? 'light' : 'dark';
}

function showKeys() {
  const dialog = document.getElementById('keys');
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
