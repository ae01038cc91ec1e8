import type { ErrorTable } from './table.ts';

/** Which outcome a sample has when `ask` fails with one of them: harness/acts/outcome.ts. */
export const actsErrors = {
  HERMES_ACTS_UNAVAILABLE: { exit: 3, meaning: 'The agent could not be reached, or died, in every try.' },
  HERMES_ACTS_DEADLINE: { exit: 3, meaning: 'The agent gave no answer before the deadline of the act.' },
  HERMES_ACTS_STARVED: {
    exit: 3,
    meaning:
      'An agent of ours gave no answer before the deadline: this machine is too slow for what it runs.',
  },
  HERMES_ACTS_AGENT_LOST: {
    exit: 3,
    meaning: 'Somebody else’s agent crashed, hung up or could not be reached in every try.',
  },
  HERMES_ACTS_OVERSIZED: {
    exit: 3,
    meaning: 'An act is larger than its arm may carry (256 KiB inline, 8 MiB by anchor).',
  },
  HERMES_ACTS_MALFORMED: { exit: 3, meaning: 'The agent could not read what we sent as an act.' },
  HERMES_ACTS_SCHEMA: { exit: 3, meaning: 'Sender and receiver do not share version and hash of the acts.' },
  HERMES_ACTS_BAD_REPLY: {
    exit: 3,
    meaning: 'What the agent sent back is not an act, or not the answer to this act.',
  },
  HERMES_ACTS_AGENT_ERROR: {
    exit: 3,
    meaning: 'The agent reported trouble of its own instead of an answer.',
  },
  HERMES_ACTS_AGENT_FAILED: {
    exit: 3,
    meaning: 'Somebody else’s agent failed at its task, or says that it could not work.',
  },
  HERMES_ACTS_SPAN_REUSED: {
    exit: 3,
    meaning: 'Two different acts came with the same epoch and span id.',
  },
  HERMES_ACTS_NO_STORE: { exit: 3, meaning: 'An anchor was to be used where no anchor store is open.' },
  HERMES_ACTS_CARD: { exit: 3, meaning: 'The card of an agent is too large or cannot be read.' },
  HERMES_ACTS_ADDRESS: { exit: 2, meaning: 'The address of an agent cannot be used.' },
} as const satisfies ErrorTable<'ACTS'>;
