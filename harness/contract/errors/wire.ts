import type { ErrorTable } from './table.ts';

export const wireErrors = {
  HERMES_WIRE_PROTOCOL: {
    exit: 3,
    meaning:
      'A process of the run sent another one what is not in their protocol, or a line that is too long.',
  },
  HERMES_WIRE_REFUSED: {
    exit: 3,
    meaning: 'A socket of the run refused a peer that did not say the secret of the connection.',
  },
  HERMES_WIRE_LOST: { exit: 3, meaning: 'The process at the other end went away before it answered.' },
  HERMES_WIRE_UNREACHABLE: { exit: 3, meaning: 'A socket of the run cannot be opened or reached.' },
} as const satisfies ErrorTable<'WIRE'>;
