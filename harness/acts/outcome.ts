import type { Outcome } from '../contract/run-record.ts';
import type { actsErrors } from '../contract/errors/acts.ts';

/**
 * The outcome class of a sample whose act failed with a code, as `ask` gives it: what somebody else's agent says of itself never becomes a code of ours. What the agent did (or did not do) is the agent's; what we did is
 * `harness`, never a zero score. Every HERMES_ANCHORS_* is `harness`. A reply that is prose or a refusal is no failure of the act:
 * `readAnswer` gives `{refusal}` and the sample's outcome is `agent`.
 */
export function outcomeOfActError(code: string): Outcome {
  return Object.hasOwn(outcomes, code) ? outcomes[code as keyof typeof outcomes] : 'harness';
}

const outcomes: Record<keyof typeof actsErrors, Outcome> = {
  // The process died or was never there, also after a restart in every try.
  HERMES_ACTS_UNAVAILABLE: 'harness',
  HERMES_ACTS_DEADLINE: 'timeout',
  // An agent of ours waits for nothing but this machine.
  HERMES_ACTS_STARVED: 'harness',
  // Somebody else's process: its crash and its silence are its own.
  HERMES_ACTS_AGENT_LOST: 'agent',
  // Not passed; left out where arms are compared.
  HERMES_ACTS_OVERSIZED: 'oversized',
  HERMES_ACTS_MALFORMED: 'harness',
  HERMES_ACTS_SCHEMA: 'harness',
  // Garbage, somebody else's answer, no act at all.
  HERMES_ACTS_BAD_REPLY: 'agent',
  // An agent of ours, or one that speaks as ours do, says that it could not work.
  HERMES_ACTS_AGENT_ERROR: 'harness',
  // Somebody else's agent failed at its task.
  HERMES_ACTS_AGENT_FAILED: 'agent',
  HERMES_ACTS_SPAN_REUSED: 'harness',
  HERMES_ACTS_NO_STORE: 'harness',
  HERMES_ACTS_CARD: 'harness',
  HERMES_ACTS_ADDRESS: 'harness',
};
