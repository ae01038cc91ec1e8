import { createHmac, randomBytes } from 'node:crypto';
import { canonicalJson } from '../contract/canonical-json.ts';
import type { Role } from '../contract/chat.ts';
import type { SampleKey } from '../contract/run-record.ts';

/**
 * What the acts of one run are called. All of it hangs on a nonce of the run: an answer to one run is never taken for the answer to another, and no name tells an
 * agent which task of which set it is asked about. Names are as long in every run and arm.
 */
export interface RunNames {
  /** The run itself: 14 digits, 7 bytes in protobuf. */
  epoch: number;
  /** A task, in all of its samples: 16 hex digits. */
  task(task: string): string;
  /** A sample, in all arms: 32 hex digits. */
  trace(key: SampleKey): string;
  /** One question to one role in a step of a sample: 16 hex digits. */
  span(key: SampleKey, question: { role: Role; step: string }): string;
}

/** Names under a nonce that is new unless one is given. */
export function runNames(nonce: Uint8Array = randomBytes(32)): RunNames {
  const name = (scope: object) => createHmac('sha256', nonce).update(canonicalJson(scope)).digest('hex');
  return {
    epoch: 10 ** 13 + Number(BigInt(`0x${name({ epoch: true }).slice(0, 16)}`) % BigInt(9 * 10 ** 13)),
    task: (task) => name({ task }).slice(0, 16),
    trace: ({ suite, task, sample }) => name({ suite, task, sample }).slice(0, 32),
    span: (key, { role, step }) => name({ ...key, role, step }).slice(0, 16),
  };
}
