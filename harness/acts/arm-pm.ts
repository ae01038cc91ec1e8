import type { Part } from '@a2a-js/sdk';
import { anchorPays } from '../anchors/benefit.ts';
import { kindOfMediaType, kindRules } from '../anchors/kinds.ts';
import type { AnchorStore } from '../anchors/store.ts';
import type { Act } from '../contract/act.ts';
import { armC, rawOf } from './arm-c.ts';
import { type ActCodec, part } from './codec.ts';
import { actFromProtobuf, actToProtobuf } from './protobuf.ts';
import { actMediaType } from './schema.ts';

/**
 * Arm `PM`: protobuf with benefit-aware anchors (DESIGN.md §5). A payload of 256 KiB or more is always anchored; a smaller one only from
 * its kind's threshold on, and only if the message gets shorter. So a PM message is never longer than the C message of the same act. Without a store
 * nothing is anchored.
 */
export function armPM(store: AnchorStore | undefined): ActCodec {
  return {
    encode: (act) => {
      if (act.payload.kind === 'anchor') return encodeAnchored(act, act.payload);
      return store !== undefined && pays(act.payload)
        ? encodeAnchored(act, putInto(store, act.payload))
        : armC.encode(act);
    },
    decode: (parts) => (parts.length === 2 ? decodeAnchored(parts) : armC.decode(parts)),
  };
}

type Inline = Extract<Act['payload'], { kind: 'inline' }>;
type Anchored = Extract<Act['payload'], { kind: 'anchor' }>;

/** Whether a payload is to be anchored. */
function pays({ bytes, mediaType }: Inline): boolean {
  const { thresholdBytes } = kindRules[kindOfMediaType(mediaType)];
  return anchorPays({ bytes: bytes.length, thresholdBytes, referenceBytes: referenceBytes(mediaType) });
}

/** Upper bound of what the reference costs: its URL part, and the anchor field with its framing. */
function referenceBytes(mediaType: string): number {
  const framing = 24;
  return `mcp://${kindOfMediaType(mediaType)}/`.length + sha256HexLength + framing;
}

const sha256HexLength = 64;

function encodeAnchored(act: Act, payload: Anchored): Part[] {
  return [
    part({ $case: 'raw', value: Buffer.from(actToProtobuf({ ...act, payload })) }, actMediaType),
    part({ $case: 'url', value: payload.uri }),
  ];
}

function putInto(store: AnchorStore, { bytes, mediaType }: Inline): Anchored {
  const uri = store.put(kindOfMediaType(mediaType), bytes);
  return { kind: 'anchor', uri, bytes: bytes.length, mediaType };
}

function decodeAnchored(parts: readonly Part[]): Act {
  const content = parts[1]?.content;
  if (content?.$case !== 'url') throw new TypeError('the second part of an anchored act is no URL');
  return actFromProtobuf(rawOf(parts[0]), content.value);
}
