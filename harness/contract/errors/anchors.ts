import type { ErrorTable } from './table.ts';

/** Every one of them makes the sample's outcome `harness`: an anchor is ours to keep. */
export const anchorsErrors = {
  HERMES_ANCHORS_URI: { exit: 3, meaning: 'An anchor reference is not of the form mcp://<kind>/<SHA-256>.' },
  HERMES_ANCHORS_MISSING: { exit: 3, meaning: 'No anchor of this name was ever stored, or it was purged.' },
  HERMES_ANCHORS_EXPIRED: { exit: 3, meaning: 'The anchor was stored, but its time to live is over.' },
  HERMES_ANCHORS_CORRUPT: { exit: 3, meaning: "The stored bytes no longer match the anchor's digest." },
  HERMES_ANCHORS_FULL: { exit: 3, meaning: 'The anchor does not fit into the capacity of the store.' },
  HERMES_ANCHORS_FORBIDDEN: { exit: 3, meaning: 'A peer of the MCP socket put what it may not put.' },
  HERMES_ANCHORS_STORE: { exit: 3, meaning: 'The anchor store could not be opened, read or written.' },
} as const satisfies ErrorTable<'ANCHORS'>;
