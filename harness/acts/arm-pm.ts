import type { Part } from '@a2a-js/sdk';
import { anchorPays } from '../anchors/benefit.ts';
import { kindOfMediaType, kindRules } from '../anchors/kinds.ts';
import type { AnchorStore } from '../anchors/store.ts';
import type { Act } from '../contract/act.ts';
import { HermesError } from '../contract/errors.ts';
import { armC, rawOf } from './arm-c.ts';
import { type ActCodec, part } from './codec.ts';
import { actFromProtobuf, actToProtobuf } from './protobuf.ts';
import { actMediaType } from './schema.ts';

/**
 * Arm `PM`: protobuf with benefit-aware anchors (DESIGN.md §5). A payload of 256 KiB or more is always anchored; a smaller one only from
 * its kind's threshold on, and only if the message gets shorter. So a PM message is never longer than the C message of the same act.
 */
export function armPM(store: AnchorStore | undefined): ActCodec {
  return {
    encode: (act) => (pays(act) ? encodeAnchored(act, store) : armC.encode(act)),
    decode: (parts) => (parts.length === 2 ? decodeAnchored(parts) : armC.decode(parts)),
  };
}

/** Whether the act's payload is to be anchored. */
function pays(act: Act): boolean {
  if (act.payload.kind === 'anchor') return true;
  const { bytes, mediaType } = act.payload;
  const { thresholdBytes } = kindRules[kindOfMediaType(mediaType)];
  return anchorPays({ bytes: bytes.length, thresholdBytes, referenceBytes: referenceBytes(mediaType) });
}

/** Upper bound of what the reference costs: its URL part, and the anchor field with its framing. */
function referenceBytes(mediaType: string): number {
  const framing = 24;
  return `mcp://${kindOfMediaType(mediaType)}/`.length + sha256HexLength + framing;
}

const sha256HexLength = 64;

function encodeAnchored(act: Act, store: AnchorStore | undefined): Part[] {
  const anchored: Act = { ...act, payload: anchorOf(act.payload, store) };
  if (anchored.payload.kind !== 'anchor') throw new TypeError('unreachable: the payload was just anchored');
  return [
    part({ $case: 'raw', value: Buffer.from(actToProtobuf(anchored)) }, actMediaType),
    part({ $case: 'url', value: anchored.payload.uri }),
  ];
}

function anchorOf(payload: Act['payload'], store: AnchorStore | undefined): Act['payload'] {
  if (payload.kind === 'anchor') return payload;
  if (!store) {
    throw new HermesError('HERMES_ACTS_NO_STORE', {
      message: `a payload of ${payload.bytes.length} bytes is to be anchored, but no anchor store is open here.`,
      fix: 'pass `store` to the port and to serveAgent, or use arm C.',
    });
  }
  const uri = store.put(kindOfMediaType(payload.mediaType), payload.bytes);
  return { kind: 'anchor', uri, bytes: payload.bytes.length, mediaType: payload.mediaType };
}

function decodeAnchored(parts: readonly Part[]): Act {
  const content = parts[1]?.content;
  if (content?.$case !== 'url') throw new TypeError('the second part of an anchored act is no URL');
  return actFromProtobuf(rawOf(parts[0]), content.value);
}
