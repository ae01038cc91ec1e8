import { canonicalJson, sha256 } from '../harness/contract/canonical-json.ts';
import { sampleObservation, sampleRecord } from '../harness/contract/testing/sample-records.ts';
import { hostileName } from '../harness/contract/testing/unseen.ts';
import type { RunRecord, TaskEntry } from '../harness/contract/run-directory.ts';
import type { JournalEntry, Outcome, SampleRecord, TranscriptEvent } from '../harness/contract/run-record.ts';
import type { MetricValue, SuiteSummary } from '../harness/contract/summary.ts';
import { evidenceFixture, sealEventsFixture } from './report-fixture-facts.ts';

/** Text that would run, break out or forge if a report treated a model's words as anything but words. */
export const hostileText = `</script><img src=x onerror="document.title='taken'"><!-- ]]> | \`\`\` & " ' ${hostileName}`;

/** A small run with every outcome class, for tests; `hostile` puts `hostileText` into every field a model or a program can fill. */
export function reportFixture({ hostile = false } = {}): RunRecord {
  const evil = hostile ? hostileText : '';
  const outcomes: Outcome[] = ['passed', 'failed', 'agent', 'timeout', 'memory', 'harness', 'passed'];
  const coder = outcomes.map((outcome, index) => entry({ suite: 'coder', outcome, index, evil }));
  const full = (['passed', 'failed'] as const).map((outcome, index) =>
    entry({ suite: 'full', outcome, index, evil }),
  );
  return {
    manifest: evidenceFixture(evil),
    summary: {
      schemaVersion: 1,
      suites: [suite('coder', outcomes), suite('full', ['passed', 'failed'])],
      throughput: { tokensPerSecond: 2_612.4, wallMs: 1_234.5 },
    },
    samples: [...coder, ...full],
    tasks: [...coder, ...full].map(({ record }) => taskOf(record, evil)),
    sealEvents: sealEventsFixture(evil),
  };
}

interface EntryOptions {
  suite: string;
  outcome: Outcome;
  index: number;
  evil: string;
}

function entry({ suite: name, outcome, index, evil }: EntryOptions): JournalEntry {
  const passed = outcome === 'passed';
  const key = { suite: name, arm: 'PM', task: `micro/list/t${index}${evil}`, sample: 0 } as const;
  const transcript = transcriptOf(passed, evil);
  const record = sampleRecord({
    ...key,
    outcome,
    cause:
      outcome === 'harness'
        ? 'worker 1 died.'
        : `${passed ? 'all 12 checks hold' : 'case 3: got [1,2]'}${evil}`,
    scores: outcome === 'harness' ? {} : { pass: Number(passed), mutants_killed: null },
    counts: { assertions_total: 2, assertions_held: 1, tp: Number(passed), fp: Number(outcome === 'failed') },
    seeds: { coder: 1_053_429_977, tester: 269_224_777 },
    tokens: { prefill: 80 + index, decode: 40 },
    verdict: passed ? 'passed' : 'failed',
    tainted: outcome === 'memory',
    errorCode: outcome === 'harness' ? 'HERMES_POOL_WORKER' : null,
    transcriptSha256: sha256(canonicalJson({ passed, index })),
  });
  const observation = sampleObservation({
    ...key,
    startedMs: index * 10,
    wallMs: 50 + index * 7,
    completions: [
      {
        worker: index % 2,
        queueMs: 1,
        firstTokenMs: 9,
        wallMs: 30,
        retries: 0,
        role: 'coder',
        prefill: 80,
        decode: 40,
      },
    ],
    executions: [{ step: 'hidden', wallMs: 5, cpuMs: 4, peakMemoryMiB: 61.5 }],
    hops: [{ from: 'run-host', to: 'coder', actType: 'REQUEST', bytes: 301 }],
    messagePathMs: [0.9],
    refused: evil === '' ? {} : { [`fetch${evil}`]: 2 },
  });
  return { record, transcript, observation };
}

function transcriptOf(passed: boolean, evil: string): TranscriptEvent[] {
  const sampling = { temperature: 0, topK: 40, topP: 0.95, minP: 0, maxTokens: 200 };
  const said = (role: 'planner' | 'coder' | 'tester', step: string, text: string): TranscriptEvent => ({
    type: 'completion',
    role,
    step,
    messages: [
      { role: 'system', content: `You are the ${role}.${evil}` },
      { role: 'user', content: `Task: Double every number.${evil}` },
    ],
    sampling,
    seed: 1_053_429_977,
    grammar: false,
    reply: { text: `${text}${evil}`, finishReason: 'stop', tokens: { prefill: 80, decode: 40 } },
  });
  const code = `function twice(xs) {\n  // every one\n  return xs.map((x) => x * ${passed ? 2 : 3});\n}${evil}`;
  const tests = 'assert.deepEqual(twice([1]), [2]);\nassert.deepEqual(twice([2]), [5]);';
  const note = {
    assertions: tests.split('\n'),
    held: [true, false],
    killed: [`x / 2${evil}`],
    alive: [`x + x${evil}`],
    wrongCaught: [true],
  };
  return [
    {
      type: 'task',
      statement: `Double every number.${evil}`,
      signature: `function twice(xs)${evil}`,
      entryPoint: 'twice',
    },
    said('planner', 'plan', '{"steps":["double each"]}'),
    { type: 'answer', role: 'planner', step: 'plan', answer: { steps: [`double each${evil}`] } },
    said('coder', 'code', code),
    { type: 'answer', role: 'coder', step: 'code', answer: { code, lang: 'js' } },
    {
      type: 'verdict',
      step: 'hidden',
      status: passed ? 'passed' : 'failed',
      error: passed ? null : { name: `CaseMismatch${evil}`, message: `case 2 differs${evil}` },
      logs: evil,
      assertions: { total: 2, failed: passed ? 0 : 1 },
      detail: passed ? [] : [{ index: 1, actual: `[6]${evil}` }],
    },
    said('tester', 'tests', tests),
    { type: 'answer', role: 'tester', step: 'tests', answer: { tests } },
    { type: 'note', text: JSON.stringify(note) },
  ];
}

function taskOf({ suite: name, task }: SampleRecord, evil: string): TaskEntry {
  return {
    suite: name,
    task: {
      task_id: task,
      statement: `Double every number.${evil}`,
      signature: 'function twice(xs)',
      entry_point: 'twice',
      lang: 'js',
      tier: 'ordinary',
      family: `list${evil}`,
      plan: ['double each'],
      reference: `function twice(xs) { return xs.map((x) => 2 * x); }${evil}`,
      cases: [
        { args: [[1, 2]], expected: [2, 4] },
        { args: [[2, evil]], expected: [4] },
      ],
      crossing: 'data',
    },
  };
}

function suite(name: string, outcomes: readonly Outcome[]): SuiteSummary {
  const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
  const n = outcomes.length - count('harness');
  const pass: MetricValue = { value: count('passed') / n, ci95: [0.1, 0.7], n, method: 'wilson' };
  return {
    name,
    arm: 'PM',
    pipeline: name,
    tasks: outcomes.length,
    samples: outcomes.length,
    outcomes: {
      passed: count('passed'),
      failed: count('failed'),
      agent: count('agent'),
      timeout: count('timeout'),
      memory: count('memory'),
      harness: count('harness'),
      oversized: 0,
    },
    metrics: {
      pass_at_1: pass,
      pass_at_1_with_harness_errors: {
        ...pass,
        value: count('passed') / outcomes.length,
        n: outcomes.length,
      },
      plan_effect: { value: -0.05, ci95: [-0.09, -0.01], n, method: 't-paired' },
      tokens_decode: { value: 40, ci95: null, n, method: 'none' },
      e2e_latency_ms_p95: { value: 92, ci95: [71, 1_240], n, method: 'bootstrap-task' },
      device_utilization: { value: null, ci95: null, n: 0, method: 'none' },
    },
    gates: [
      {
        metric: 'pass_at_1',
        value: pass.value,
        threshold: name === 'coder' ? 0.8 : 0.5,
        direction: 'atLeast',
        coverage: (outcomes.length - count('harness')) / outcomes.length,
        leastCoverage: 0.8,
        ok: name !== 'coder',
      },
    ],
    counts: { tp: count('passed'), fp: 1, fn: 0, tn: 2, tainted: count('memory') },
  };
}
