import { h } from './dom.js';
import { listing } from './highlight.js';
import { lastAnswer, part, refusal } from './sample-parts.js';

/** The tester's code with what held, and which mutants its holding assertions caught. */
export function testsPart(transcript) {
  const answer = lastAnswer(transcript, 'tester');
  if (answer === null) return null;
  if (answer.refusal !== undefined) return part('Tests of the tester', refusal(answer.refusal));
  const score = testScore(transcript);
  const tests = answer.tests ?? '';
  return part(
    'Tests of the tester',
    listing(tests, heldMarks(tests, score)),
    score !== null && scoreLines(score),
  );
}

function scoreLines({ held, killed, alive, wrongCaught }) {
  const count = (list) => list.filter(Boolean).length;
  return [
    h(
      'p',
      {},
      `${count(held)} of ${held.length} assertions hold on the reference${held.length === 0 ? '' : ` (${held.map((holds) => (holds ? '✓' : '✗')).join(' ')})`}.`,
    ),
    mutants('Mutants killed', killed, { tone: 'good', sign: '✓' }),
    mutants('Mutants still alive', alive, { tone: 'bad', sign: '✗' }),
    wrongCaught.length > 0 &&
      h('p', {}, `Wrong programs caught: ${count(wrongCaught)} of ${wrongCaught.length}.`),
  ];
}

/** What the run host noted of the tests: which held, which mutants they killed. */
function testScore(transcript) {
  const note = transcript.findLast((event) => event.type === 'note' && event.text.startsWith('{'));
  if (note === undefined) return null;
  try {
    const { assertions = [], held = [], killed = [], alive = [], wrongCaught = [] } = JSON.parse(note.text);
    return { assertions, held, killed, alive, wrongCaught };
  } catch {
    return null;
  }
}

/** A mark beside the first line of each assertion. */
function heldMarks(tests, score) {
  const marks = new Map();
  if (score === null) return marks;
  const lines = tests.split('\n');
  let from = 0;
  score.assertions.forEach((assertion, order) => {
    const [first] = assertion.trim().split('\n');
    const index = lines.findIndex((line, at) => at >= from && line.includes(first));
    if (index === -1) return;
    from = index + 1;
    marks.set(
      index,
      score.held[order]
        ? { sign: '✓', tone: 'good', word: 'holds' }
        : { sign: '✗', tone: 'bad', word: 'does not hold' },
    );
  });
  return marks;
}

function mutants(title, list, { tone, sign }) {
  if (list.length === 0) return null;
  const items = list.map((what) => h('li', {}, `${sign} `, h('code', {}, what)));
  return h(
    'details',
    { open: list.length <= 8 },
    h('summary', {}, `${title}: ${list.length}`),
    h('ul', { class: tone }, items),
  );
}
