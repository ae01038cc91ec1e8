import type { Act } from '../contract/act.ts';
import { HermesError } from '../contract/errors.ts';
import { actsSchemaHash, actsSchemaVersion } from './schema.ts';

/** Throws HERMES_ACTS_SCHEMA unless the act was written by the schema we have. */
export function checkSchema(act: Act): void {
  if (act.schemaVersion === actsSchemaVersion && act.schemaHash === actsSchemaHash) return;
  throw new HermesError('HERMES_ACTS_SCHEMA', {
    message: `${act.sender} writes acts of version ${act.schemaVersion} (${act.schemaHash.slice(0, 12)}), ${act.receiver} reads version ${actsSchemaVersion} (${actsSchemaHash.slice(0, 12)}).`,
    fix: 'compile harness/acts/acts.proto of the same Hermes version into both.',
  });
}
