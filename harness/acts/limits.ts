import type { Arm } from '../contract/run-record.ts';
import { HermesError } from '../contract/errors.ts';

/** Bytes that gRPC puts before every message: one flag, four of length. */
export const grpcPrefixBytes = 5;

const kibibyte = 1024;

/** The largest serialised message of an arm that carries everything inline. */
const maxInlineMessageBytes = 256 * kibibyte;

/** The largest payload in arm `PM`, where it travels by anchor, or inline to and from an agent that reads none. */
const maxAnchoredPayloadBytes = 8 * 1024 * kibibyte;

/** The largest card that is read. */
export const maxCardBytes = 64 * kibibyte;

/** What a gRPC peer may send before the transport itself refuses; above our own limits, so that ours speak first where they can. */
export const maxGrpcMessageBytes = 9 * 1024 * kibibyte;

/** Throws HERMES_ACTS_OVERSIZED when a message, or what it anchors, is larger than its arm may carry. */
export function checkSize(size: { messageBytes: number; payloadBytes: number; arm: Arm; who: string }): void {
  if (size.arm === 'PM' && size.payloadBytes > maxAnchoredPayloadBytes) {
    throw oversized(`${size.who}: the payload has ${size.payloadBytes} bytes`, maxAnchoredPayloadBytes);
  }
  if (size.arm !== 'PM' && size.messageBytes > maxInlineMessageBytes) {
    throw oversized(`${size.who}: the message has ${size.messageBytes} bytes`, maxInlineMessageBytes);
  }
}

/** The error of a message that is too large. */
export function oversized(what: string, limitBytes: number, cause?: unknown): HermesError {
  return new HermesError('HERMES_ACTS_OVERSIZED', {
    message: `${what}, the limit is ${limitBytes}.`,
    fix: 'send less, or run arm PM, where large payloads travel by anchor.',
    cause,
  });
}
