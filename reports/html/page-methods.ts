import { bootstrapParameters } from '../../harness/contract/summary.ts';
import type { RunRecord } from '../../harness/contract/run-directory.ts';
import { grouped } from '../format.ts';
import { orderedMetrics, metricInfo } from '../metric-catalogue.ts';
import { outcomeInfo, outcomeOrder } from '../outcomes.ts';
import { type Markup, markup } from './template.ts';

/** How the numbers were made: unit, denominators, intervals, gates, determinism, and what every metric means. */
export function methodsPage({ summary, manifest }: RunRecord): Markup {
  const { determinism, parameters } = manifest;
  const metrics = summary.suites.flatMap((suite) => Object.entries(suite.metrics));
  const used = new Set(metrics.map(([, metric]) => metric.method));
  const keys = orderedMetrics([...new Set(metrics.map(([key]) => key))]);
  return markup`<section id="methods" class="page" aria-labelledby="methods-title"><h1 id="methods-title">Methods</h1>
<h2>Unit and denominators</h2><p>The unit is the task, and n counts tasks. Samples of a task are averaged first. A sample that ended by a harness fault is in no rate; it is counted among the outcomes, and “harness errors as fails” is the same rate with it counted as 0. What an agent causes (no usable answer, one too large, none in time) is not passed. A pair that was oversized in one arm is left out where arms are compared. A score that could not be measured is left out, and n says how many tasks remain. Only assertions that hold on the reference can kill a mutant; where none holds, none is killed.</p>
<h2>Intervals (95 %)</h2>${definitions(
    Object.entries(methods)
      .filter(([name]) => used.has(name))
      .map(([name, text]) => [markup`<code>${name}</code>`, text]),
  )}
<h2>Gates</h2><p>Declared in the suite before the run. A gate compares the value, not the interval. A metric that is absent or could not be measured misses its gate, so an empty run fails. So does one over too few samples: coverage is the share of samples whose ending is the agent’s own, and must be 95 % unless the suite says otherwise.</p>
<h2>Outcomes</h2>${definitions(outcomeOrder.map((outcome) => [markup`<span class="o-${outcome}">${outcomeInfo[outcome].sign} ${outcomeInfo[outcome].word}</span>`, outcomeInfo[outcome].meaning]))}
<h2>Determinism</h2><p><b>${determinism.class}</b>, profile ${determinism.profile}: ${determinism.reason}</p><p class="note">D0 recorded: nothing is promised. D1 replayable: from recorded model answers everything downstream is byte-identical. D2 repeatable: same seed, same lock and same machine class give byte-identical transcripts and results digest, whatever the number of workers and the order.</p><p>Seeds: run seed ${parameters.seed}, scheme <code>${parameters.seedScheme}</code>; every completion’s seed stands with its sample.</p>
<h2>Trust</h2><p>Hidden cases are compared outside the realm of the judged program. Where a task needs its test in the program’s realm, its samples are marked as of lower trust. A tainted sample still depended on a limit after its lone second try: only its status may be compared.</p>
<h2>Metrics</h2>${definitions(keys.map((key) => [markup`${metricInfo(key).label}<br><code>${key}</code>`, metricInfo(key).meaning]))}
</section>
`;
}

function definitions(entries: readonly (readonly [Markup, string])[]): Markup {
  return markup`<dl>${entries.map(([term, text]) => markup`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}

const draws = `${grouped(bootstrapParameters.draws)} draws of whole tasks with replacement, generator ${bootstrapParameters.generator}, seed ${bootstrapParameters.seed}`;

const methods: Record<string, string> = {
  wilson: 'Wilson score interval: one yes/no per task.',
  'wilson-conservative':
    'Wilson score interval on the sum of per-task scores. A score between 0 and 1 with mean p varies at most as much as a yes/no with rate p, so this interval errs on the wide side.',
  t: 'Student’s t on per-task scores; used from 300 tasks with at least 10 on each side.',
  't-paired': 'Student’s t on per-task differences.',
  't-none-differ':
    'No two tasks differ from each other: the interval allows for a share of other tasks up to the Clopper–Pearson bound of none in n.',
  'mover-wilson':
    'Two Wilson intervals combined (method of variance estimates recovery, Zou and Donner 2008).',
  'bootstrap-task': `Percentile bootstrap over tasks: ${draws}.`,
  none: 'No interval: one number for the whole run, or too few tasks.',
};
