import { expect, test } from 'vitest';
import type { MetricKey } from '../contract/metrics.ts';
import type { Gate, Suite } from '../contract/suite.ts';
import { checkGates } from './check-gates.ts';
import { gate } from './define-suite.ts';

const suite = (pipeline: Suite['pipeline'], gates: Gate[], samples = 1): Suite => ({
  name: 's',
  pipeline,
  samples,
  onDemand: false,
  gates,
  tasks: [],
  origin: { kind: 'jsonl', name: 'x.jsonl', sha256: '0'.repeat(64), locked: false, excluded: [] },
});

test.each([
  ['coder', { ...gate('pass_at_1').atLeast(0.8), metric: 'pass@1' as MetricKey }, /did you mean 'pass_at_1'/],
  ['coder', gate('plan_exact').atLeast(0.8), /pipeline coder does not have it/],
  ['coder', gate('pass_at_5').atLeast(0.8), /needs 5 samples a task, the suite takes 1/],
  ['coder', gate('pass_hat_1').atLeast(0.8), /pass_hat_1/],
  ['coder', gate('refused_with_harness_errors').atMost(0.1), /use pass_at_1_with_harness_errors/],
  ['coder', gate('pass_at_1').atLeast(80), /write 0\.8 for 80 %/],
  ['planner', gate('plan_effect').atLeast(-2), /outside -1 to 1/],
  ['full', gate('e2e_latency_ms_p95').atMost(-1), /outside 0 to any number/],
] as const)('a suite with pipeline %s refuses gate %o before anything runs', (pipeline, bad, message) => {
  expect(() => checkGates([suite(pipeline, [bad])])).toThrow(message);
  expect(() => checkGates([suite(pipeline, [bad])])).toThrow(/HERMES_RUN_GATE_INVALID/);
});

test('gates that a run can meet pass, whatever the number of samples', () => {
  const gates = [
    gate('pass_at_1').atLeast(0.5),
    gate('refused').atMost(0),
    gate('e2e_latency_ms_p95').atMost(9e5),
  ];
  expect(() =>
    checkGates([
      suite('coder', gates),
      suite('full', [gate('pass_at_1_with_harness_errors').atLeast(1)]),
      suite('coder', [gate('pass_at_5').atLeast(0.1), gate('pass_hat_5').atLeast(0)], 5),
      suite('planner', [gate('plan_effect').atLeast(-0.1)]),
    ]),
  ).not.toThrow();
});
