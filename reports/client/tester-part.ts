import type { Json } from '../../harness/contract/json.ts';
import type { TranscriptEvent } from '../../harness/contract/run-record.ts';
import { answered, eventsOf, fieldsOf, itemsOf, lastAnswer, textOf } from './answers.ts';
import { type Child, h } from './dom.ts';
import { listing, type Mark } from './highlight.ts';
import { part } from './sample-parts.ts';

interface TestScore {
  assertions: readonly string[];
  /** Whether each assertion holds on the reference. */
  held: readonly boolean[];
  /** Mutants in words. */
  killed: readonly string[];
  alive: readonly string[];
  /** Whether each wrong program was caught. */
  wrongCaught: readonly boolean[];
}

/** The tester's code with what held, and which mutants its holding assertions caught. */
export function testsPart(transcript: readonly TranscriptEvent[]): Child {
  const answer = lastAnswer(transcript, 'tester');
  if (answer === null) return null;
  const score = testScore(transcript);
  return part(
    'Tests of the tester',
    answered(answer, (given) => {
      const tests = textOf(given['tests']);
      return [listing(tests, heldMarks(tests, score)), score !== null && scoreLines(score)];
    }),
  );
}

function scoreLines({ held, killed, alive, wrongCaught }: TestScore): Child {
  const count = (list: readonly boolean[]): number => list.filter(Boolean).length;
  const each = held.length === 0 ? '' : ` (${held.map((holds) => (holds ? '✓' : '✗')).join(' ')})`;
  return [
    h('p', {}, `${count(held)} of ${held.length} assertions hold on the reference${each}.`),
    mutants('Mutants killed', killed, { tone: 'good', sign: '✓' }),
    mutants('Mutants still alive', alive, { tone: 'bad', sign: '✗' }),
    wrongCaught.length > 0 &&
      h('p', {}, `Wrong programs caught: ${count(wrongCaught)} of ${wrongCaught.length}.`),
  ];
}

/** What the run host noted of the tests: which held, which mutants they killed. */
function testScore(transcript: readonly TranscriptEvent[]): TestScore | null {
  const note = eventsOf(transcript, 'note').findLast(({ text }) => text.startsWith('{'));
  if (note === undefined) return null;
  try {
    const { assertions, held, killed, alive, wrongCaught } = fieldsOf(JSON.parse(note.text) as Json);
    return {
      assertions: itemsOf(assertions).map((item) => textOf(item)),
      held: itemsOf(held).map(Boolean),
      killed: itemsOf(killed).map((item) => textOf(item)),
      alive: itemsOf(alive).map((item) => textOf(item)),
      wrongCaught: itemsOf(wrongCaught).map(Boolean),
    };
  } catch {
    return null;
  }
}

/** A mark beside the first line of each assertion. */
function heldMarks(tests: string, score: TestScore | null): ReadonlyMap<number, Mark> {
  const marks = new Map<number, Mark>();
  if (score === null) return marks;
  const lines = tests.split('\n');
  let from = 0;
  score.assertions.forEach((assertion, order) => {
    const [first = ''] = assertion.trim().split('\n');
    const index = lines.findIndex((line, at) => at >= from && line.includes(first));
    if (index === -1) return;
    from = index + 1;
    marks.set(
      index,
      score.held[order] === true
        ? { sign: '✓', tone: 'good', word: 'holds' }
        : { sign: '✗', tone: 'bad', word: 'does not hold' },
    );
  });
  return marks;
}

function mutants(
  title: string,
  list: readonly string[],
  { tone, sign }: { tone: string; sign: string },
): Child {
  if (list.length === 0) return null;
  const items = list.map((what) => h('li', {}, `${sign} `, h('code', {}, what)));
  return h(
    'details',
    { open: list.length <= 8 },
    h('summary', {}, `${title}: ${list.length}`),
    h('ul', { class: tone }, items),
  );
}
