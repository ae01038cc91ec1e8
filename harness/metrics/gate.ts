import type { Gate } from '../contract/suite.ts';
import type { GateResult, MetricValue } from '../contract/summary.ts';

/** Judges a gate. A metric that is absent or could not be measured misses its gate: an empty run fails. */
export function judgeGate(gate: Gate, metrics: Readonly<Record<string, MetricValue>>): GateResult {
  const value = metrics[gate.metric]?.value ?? null;
  // A mean of thirds may miss its own threshold by the last bit.
  const slack = 1e-12;
  const met =
    value !== null &&
    (gate.direction === 'atLeast' ? value >= gate.threshold - slack : value <= gate.threshold + slack);
  return { metric: gate.metric, value, threshold: gate.threshold, direction: gate.direction, ok: met };
}
