import type { Part } from '@a2a-js/sdk';
import { type ActCodec, part } from './codec.ts';
import { actFromProtobuf, actToProtobuf } from './protobuf.ts';
import { actMediaType } from './schema.ts';

/** Arm `C`: the protobuf of acts.proto in one raw part, everything inline. */
export const armC: ActCodec = {
  encode: (act) => [part({ $case: 'raw', value: Buffer.from(actToProtobuf(act)) }, actMediaType)],
  decode: (parts) => {
    if (parts.length !== 1) throw new TypeError(`an inline act is one part, not ${parts.length}`);
    return actFromProtobuf(rawOf(parts[0]), undefined);
  },
};

/** The bytes of a part that holds a protobuf act. */
export function rawOf(given: Part | undefined): Uint8Array {
  if (given?.content?.$case !== 'raw' || given.mediaType !== actMediaType) {
    throw new TypeError(`the first part is no ${actMediaType}`);
  }
  // A plain Uint8Array, not a Buffer: payloads are compared and hashed as such.
  const { buffer, byteOffset, byteLength } = given.content.value;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
