import type { ShownTask } from '../html/page-data.ts';
import type { Json } from '../../harness/contract/json.ts';
import type { TranscriptEvent } from '../../harness/contract/run-record.ts';
import { answered, eventsOf, fieldsOf, itemsOf, lastAnswer, textOf } from './answers.ts';
import { type Child, grouped, h, shown, table } from './dom.ts';
import { listing } from './highlight.ts';

type Transcript = readonly TranscriptEvent[];
type VerdictEvent = Extract<TranscriptEvent, { type: 'verdict' }>;

/** A titled part of a sample's page; null when it has nothing to show. */
export function part(title: string, ...children: readonly Child[]): Child {
  const content = shown(children);
  return content.length === 0 ? null : h('section', { class: 'part' }, h('h2', {}, title), content);
}

/** What the agents were told, and what only the judge and this page know. */
export function taskPart(task: ShownTask | null, transcript: Transcript): Child {
  const told = eventsOf(transcript, 'task')[0] ?? task;
  if (told === null) return null;
  return part(
    'Task',
    h('p', { class: 'statement' }, told.statement),
    listing(told.signature),
    task !== null && hiddenPart(task),
  );
}

function hiddenPart({ reference, cases, test, plan }: ShownTask): Child {
  if (reference === undefined && cases === undefined && test === undefined) return null;
  return h(
    'details',
    {},
    h('summary', {}, 'Reference and hidden tests (never shown to an agent)'),
    plan !== undefined &&
      h(
        'div',
        {},
        h('h3', {}, 'Reference plan'),
        h(
          'ol',
          {},
          plan.map((step) => h('li', {}, step)),
        ),
      ),
    reference !== undefined && listing(reference),
    cases !== undefined && [
      scrolled(
        ['Case', 'Arguments', 'Expected'],
        cases
          .slice(0, 100)
          .map((each, index) => h('tr', {}, caseNumber(index), code(each.args), code(each.expected))),
      ),
      cases.length > 100 && h('p', { class: 'note' }, `…and ${grouped(cases.length - 100)} more cases.`),
    ],
    test !== undefined && listing(test),
  );
}

/** The planner's steps beside the reference plan. */
export function planPart(task: ShownTask | null, transcript: Transcript): Child {
  const answer = lastAnswer(transcript, 'planner');
  if (answer === null) return null;
  const reference = task?.plan;
  return part(
    'Plan',
    answered(answer, ({ steps }) =>
      h(
        'ol',
        {},
        itemsOf(steps).map((step, index) => planStep(textOf(step), reference, index)),
      ),
    ),
  );
}

function planStep(step: string, reference: readonly string[] | undefined, index: number): Child {
  if (reference === undefined) return h('li', {}, step);
  if (reference[index] === step) return h('li', {}, step, h('span', { class: 'good' }, ' ✓'));
  return h('li', { class: 'bad' }, step, ` ✗ reference: ${reference[index] ?? 'nothing here'}`);
}

/** Every program the coder gave, in order, with the verdict of the hidden tests on it. */
export function programParts(transcript: Transcript): Child {
  const answers = eventsOf(transcript, 'answer').filter(({ role }) => role === 'coder');
  return answers.map(({ step, answer }) =>
    part(
      answers.length === 1 ? 'Program' : `Program (${step})`,
      answered(fieldsOf(answer), (given) => listing(textOf(given['code']))),
    ),
  );
}

/** Verdicts on the whole programs, one line each, with failed cases and logs. */
export function verdictParts(task: ShownTask | null, transcript: Transcript): Child {
  return part(
    'Verdicts',
    eventsOf(transcript, 'verdict').map((event) =>
      h(
        'div',
        { class: 'verdict' },
        verdictLine(event),
        failedCases(task, event),
        event.notes?.map((note) => h('p', { class: 'note' }, `Note: ${note}`)),
        event.logs !== '' &&
          h('details', {}, h('summary', {}, 'What it printed'), h('pre', { tabindex: '0' }, event.logs)),
      ),
    ),
  );
}

function verdictLine({ status, step, assertions: { total, failed }, error }: VerdictEvent): HTMLElement {
  const hasPassed = status === 'passed';
  return h(
    'p',
    {},
    h('b', { class: hasPassed ? 'good' : 'bad' }, hasPassed ? '✓ ' : '✗ ', status),
    ` ${stepWords(step)}`,
    total > 0 && `: ${total - failed} of ${total} hold`,
    error !== null && h('span', { class: 'cause' }, ` · ${error.name}: ${error.message}`),
  );
}

/** Every exchange with a model: prompt, answer, tokens, seed. */
export function exchangeParts(transcript: Transcript): Child {
  return part(
    'Prompts and answers',
    eventsOf(transcript, 'completion').map(({ role, step, messages, reply, seed, sampling, grammar }) =>
      h(
        'article',
        { class: 'exchange' },
        h('h3', {}, `${role} · ${step}`),
        h(
          'p',
          { class: 'note' },
          `${grouped(reply.tokens.prefill)} prompt + ${grouped(reply.tokens.decode)} generated tokens · ended by ${reply.finishReason} · seed ${seed} · temperature ${sampling.temperature}${grammar ? ' · grammar' : ''}`,
        ),
        h(
          'details',
          {},
          h('summary', {}, 'Prompt'),
          messages.map((message) => [
            h('h4', {}, message.role),
            h('pre', { tabindex: '0' }, message.content),
          ]),
        ),
        h('pre', { class: 'answer', tabindex: '0' }, reply.text),
      ),
    ),
  );
}

const knownSteps = new Map([
  ['hidden', 'hidden tests'],
  ['hidden-without-plan', 'hidden tests on the program written without the plan'],
  ['hidden-with-plan', 'hidden tests on the program written with the plan'],
  ['hidden-after-repair', 'hidden tests after repair'],
  ['tests-on-program', 'tester’s tests on the program'],
]);

/** What was judged by what, in words. */
function stepWords(step: string): string {
  const repair = /^tests-on-repair-(\d+)$/u.exec(step);
  return knownSteps.get(step) ?? (repair === null ? step : `tester’s tests on repair ${repair[1]}`);
}

function failedCases(task: ShownTask | null, { detail, step, assertions }: VerdictEvent): Child {
  const failed = itemsOf(detail)
    .map((each) => fieldsOf(each))
    .filter(({ passed }) => passed !== true)
    .flatMap(({ index, actual, error }) => (typeof index === 'number' ? [{ index, actual, error }] : []));
  if (failed.length === 0) return null;
  const known = step.startsWith('hidden') ? (task?.cases ?? []) : [];
  const rows = failed.map(({ index, actual, error }) => {
    const hidden = known[index];
    return h(
      'tr',
      {},
      caseNumber(index),
      hidden !== undefined && [code(hidden.args), code(hidden.expected)],
      h('td', { class: 'bad' }, h('code', {}, textOf(error ?? actual ?? 'nothing'))),
    );
  });
  const more = assertions.failed - failed.length;
  return [
    scrolled(['Case', ...(known.length > 0 ? ['Arguments', 'Expected'] : []), 'Got'], rows),
    more > 0 &&
      h('p', { class: 'note' }, `…and ${grouped(more)} more that failed; the record keeps the first.`),
  ];
}

function scrolled(columns: readonly string[], rows: Child): HTMLElement {
  return h('div', { class: 'scroll' }, table(columns, rows));
}

function caseNumber(index: number): HTMLElement {
  return h('td', { class: 'number' }, index + 1);
}

function code(value: Json): HTMLElement {
  return h('td', {}, h('code', {}, JSON.stringify(value)));
}
