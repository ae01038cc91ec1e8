import { grouped, h } from './dom.js';
import { listing } from './highlight.js';

/** A titled part of a sample's page; null when it has nothing to show. */
export function part(title, ...children) {
  const shown = children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false);
  return shown.length === 0 ? null : h('section', { class: 'part' }, h('h2', {}, title), shown);
}

/** What the agents were told, and what only the judge and this page know. */
export function taskPart(task, transcript) {
  const told = transcript.find((event) => event.type === 'task') ?? task;
  if (told === null || told === undefined) return null;
  const hidden =
    task !== null && (task.reference !== undefined || task.cases !== undefined || task.test !== undefined);
  return part(
    'Task',
    h('p', { class: 'statement' }, told.statement),
    listing(told.signature),
    hidden &&
      h(
        'details',
        {},
        h('summary', {}, 'Reference and hidden tests (never shown to an agent)'),
        task.plan !== undefined &&
          h(
            'div',
            {},
            h('h3', {}, 'Reference plan'),
            h(
              'ol',
              {},
              task.plan.map((step) => h('li', {}, step)),
            ),
          ),
        task.reference !== undefined && listing(task.reference),
        task.cases !== undefined && caseTable(task.cases),
        task.test !== undefined && listing(task.test),
      ),
  );
}

/** The planner's steps beside the reference plan. */
export function planPart(task, transcript) {
  const answer = lastAnswer(transcript, 'planner');
  if (answer === null) return null;
  if (answer.refusal !== undefined) return part('Plan', refusal(answer.refusal));
  const reference = task?.plan ?? null;
  const steps = answer.steps ?? [];
  return part(
    'Plan',
    h(
      'ol',
      {},
      steps.map((step, index) => {
        const same = reference === null ? null : reference[index] === step;
        return h(
          'li',
          { class: same === false ? 'bad' : null },
          step,
          same === false && ` ✗ reference: ${reference[index] ?? 'nothing here'}`,
          same === true && h('span', { class: 'good' }, ' ✓'),
        );
      }),
    ),
  );
}

/** Every program the coder gave, in order, with the verdict of the hidden tests on it. */
export function programParts(transcript) {
  const answers = transcript.filter((event) => event.type === 'answer' && event.role === 'coder');
  return answers.map((event) => {
    const title = answers.length === 1 ? 'Program' : `Program (${event.step})`;
    const { answer } = event;
    return part(title, answer.refusal === undefined ? listing(answer.code ?? '') : refusal(answer.refusal));
  });
}

/** Verdicts on the whole programs, one line each, with failed cases and logs. */
export function verdictParts(task, transcript) {
  const verdicts = transcript.filter((event) => event.type === 'verdict');
  return part(
    'Verdicts',
    verdicts.map((event) =>
      h(
        'div',
        { class: 'verdict' },
        h(
          'p',
          {},
          h(
            'b',
            { class: event.status === 'passed' ? 'good' : 'bad' },
            event.status === 'passed' ? '✓ ' : '✗ ',
            event.status,
          ),
          ` ${stepWords(event.step)}`,
          event.assertions.total > 0 &&
            `: ${event.assertions.total - event.assertions.failed} of ${event.assertions.total} hold`,
          event.error !== null &&
            h('span', { class: 'cause' }, ` · ${event.error.name}: ${event.error.message}`),
        ),
        failedCases(task, event),
        event.logs !== '' &&
          h('details', {}, h('summary', {}, 'What it printed'), h('pre', { tabindex: '0' }, event.logs)),
      ),
    ),
  );
}

/** Every exchange with a model: prompt, answer, tokens, seed. */
export function exchangeParts(transcript) {
  const completions = transcript.filter((event) => event.type === 'completion');
  return part(
    'Prompts and answers',
    completions.map(({ role, step, messages, reply, seed, sampling, grammar }) =>
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

/** What was judged by what, in words. */
function stepWords(step) {
  const known = {
    hidden: 'hidden tests',
    'hidden-without-plan': 'hidden tests on the program written without the plan',
    'hidden-with-plan': 'hidden tests on the program written with the plan',
    'hidden-after-repair': 'hidden tests after repair',
    'tests-on-program': 'tester’s tests on the program',
  };
  const repair = /^tests-on-repair-(\d+)$/u.exec(step);
  return known[step] ?? (repair === null ? step : `tester’s tests on repair ${repair[1]}`);
}

function failedCases(task, event) {
  const detail = Array.isArray(event.detail) ? event.detail : (event.detail?.cases ?? []);
  const failed = detail.filter(
    (each) =>
      each !== null && typeof each === 'object' && typeof each.index === 'number' && each.passed !== true,
  );
  if (failed.length === 0) return null;
  const known = event.step.startsWith('hidden') ? (task?.cases ?? []) : [];
  const rows = failed.map((each) => {
    const hidden = known[each.index];
    return h(
      'tr',
      {},
      h('td', { class: 'number' }, each.index + 1),
      hidden !== undefined && [code(hidden.args), code(hidden.expected)],
      h('td', { class: 'bad' }, h('code', {}, each.error ?? each.actual ?? 'nothing')),
    );
  });
  const head = ['Case', ...(known.length > 0 ? ['Arguments', 'Expected'] : []), 'Got'];
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((label) => h('th', { scope: 'col' }, label)),
        ),
      ),
      h('tbody', {}, rows),
    ),
  );
}

function caseTable(cases) {
  const rows = cases
    .slice(0, 100)
    .map((each, index) =>
      h('tr', {}, h('td', { class: 'number' }, index + 1), code(each.args), code(each.expected)),
    );
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Case', 'Arguments', 'Expected'].map((label) => h('th', { scope: 'col' }, label)),
        ),
      ),
      h('tbody', {}, rows),
    ),
  );
}

function code(value) {
  return h('td', {}, h('code', {}, JSON.stringify(value)));
}

/** What a role answered last in a transcript, or null. */
export function lastAnswer(transcript, role) {
  return transcript.findLast((event) => event.type === 'answer' && event.role === role)?.answer ?? null;
}

/** An answer from which nothing usable could be taken. */
export function refusal({ reason, text }) {
  return [h('p', { class: 'bad' }, `∅ nothing usable: ${reason}`), h('pre', { tabindex: '0' }, text)];
}
