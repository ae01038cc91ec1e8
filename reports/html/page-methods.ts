import { bootstrapParameters } from '../../harness/contract/summary.ts';
import type { ReportInput } from '../../harness/contract/report-input.ts';
import { grouped } from '../format.ts';
import { orderedMetrics, metricInfo } from '../metric-catalogue.ts';
import { outcomeInfo, outcomeOrder } from '../outcomes.ts';
import { markup } from './template.ts';
import type { Markup } from './template.ts';

/** How the numbers were made: unit, denominators, intervals, gates, determinism, and what every metric means. */
export function methodsPage(input: ReportInput): Markup {
  const keys = orderedMetrics([
    ...new Set(input.summary.suites.flatMap((suite) => Object.keys(suite.metrics))),
  ]);
  const used = new Set(
    input.summary.suites.flatMap((suite) => Object.values(suite.metrics).map((metric) => metric.method)),
  );
  return markup`<section id="methods" class="page" aria-labelledby="methods-title">
    <h1 id="methods-title">Methods</h1>
    <h2>Unit and denominators</h2>
    <p>
      The unit is the task and n counts tasks. Samples of a task are averaged first. A sample that ended by a
      harness fault is in no rate; it is counted among the outcomes, and “harness errors as fails” is the same
      rate with it counted as 0. A pair that was oversized in one arm is left out of every arm. A score that
      could not be measured (for example mutants where no assertion holds) is left out, and n says how many
      tasks remain.
    </p>
    <h2>Intervals (95 %)</h2>
    <dl>
      ${Object.entries(methods)
        .filter(([name]) => used.has(name))
        .map(
          ([name, text]) =>
            markup`<dt><code>${name}</code></dt>
              <dd>${text}</dd>`,
        )}
    </dl>
    <h2>Gates</h2>
    <p>
      Declared in the suite before the run. A gate compares the value, not the interval; a metric that is
      absent or could not be measured misses its gate, so an empty run fails.
    </p>
    <h2>Outcomes</h2>
    <dl>
      ${outcomeOrder.map(
        (outcome) =>
          markup`<dt>${outcomeInfo[outcome].sign} ${outcomeInfo[outcome].word}</dt>
            <dd>${outcomeInfo[outcome].meaning}</dd>`,
      )}
    </dl>
    <h2>Determinism</h2>
    <p>
      <b>${input.determinism.class}</b>, profile ${input.determinism.profile}: ${input.determinism.reason}
    </p>
    <p class="note">
      D0 recorded: nothing promised. D1 replayable: from recorded model answers everything downstream is
      byte-identical. D2 repeatable: same seed, same lock, same machine class give byte-identical transcripts
      and results digest, whatever the number of workers and the order.
    </p>
    <p>
      Seeds: run seed ${input.provenance.seeds.runSeed}, scheme <code>${input.provenance.seeds.scheme}</code>;
      every completion’s seed stands with its sample.
    </p>
    <h2>Trust</h2>
    <p>
      Hidden cases are compared outside the realm of the judged program. Where a task needs its test in the
      same realm as the program, its samples are marked as lower trust. A tainted sample depended on a limit
      after its lone second try: only its status may be compared.
    </p>
    <h2>Metrics</h2>
    <dl>
      ${keys.map(
        (key) =>
          markup`<dt>${metricInfo(key).label} <code>${key}</code></dt>
            <dd>${metricInfo(key).meaning}</dd>`,
      )}
    </dl>
  </section>`;
}

const draws = `${grouped(bootstrapParameters.draws)} draws of whole tasks with replacement, generator ${bootstrapParameters.generator}, seed ${bootstrapParameters.seed}`;

const methods: Record<string, string> = {
  wilson: 'Wilson score interval: one yes/no per task.',
  'wilson-conservative':
    'Wilson score interval on the sum of per-task scores. A score between 0 and 1 with mean p varies at most as much as a yes/no with rate p, so this interval is never too narrow.',
  t: 'Student’s t on per-task scores; used from 300 tasks with at least 10 on each side.',
  't-paired': 'Student’s t on per-task differences.',
  't-none-differ':
    'No two tasks differ from each other: the interval allows for a share of other tasks up to the Clopper–Pearson bound of none in n.',
  'mover-wilson':
    'Two Wilson intervals combined (method of variance estimates recovery, Zou and Donner 2008).',
  'bootstrap-task': `Percentile bootstrap over tasks: ${draws}.`,
  none: 'No interval: one number for the whole run, or too few tasks.',
};
