import { z } from 'zod';
import {
  type Act,
  Act as ActSchema,
  ActHeader,
  type ActPayload,
  ActType,
  jsonMediaType,
} from '../contract/act.ts';
import type { Json } from '../contract/json.ts';
import { type ActCodec, part } from './codec.ts';

/** Arm `A`: natural-language JSON in one text part, everything inline. What an agent without the extension reads and writes. */
export const armA: ActCodec = {
  encode: (act) => [part({ $case: 'text', value: JSON.stringify(toPlain(act)) })],
  decode: (parts) => fromPlain(JSON.parse(textOfParts(parts))),
};

/** The text parts of a message, joined. */
export function textOfParts(
  parts: readonly { content?: { $case: string; value?: unknown } | undefined }[],
): string {
  return parts
    .map(({ content }) =>
      content?.$case === 'text' && typeof content.value === 'string' ? content.value : '',
    )
    .join('');
}

const PlainAct = z.strictObject({
  act: ActType,
  from: z.string(),
  to: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  epoch: z.number(),
  schemaVersion: z.number(),
  schemaHash: z.string(),
  about: ActHeader.partial().optional(),
  mediaType: z.string().optional(),
  /** Exactly one of the three holds the payload. */
  payload: z.unknown().optional(),
  text: z.string().optional(),
  base64: z.base64().optional(),
});
type PlainAct = z.infer<typeof PlainAct>;

function toPlain(act: Act): PlainAct {
  const about = Object.fromEntries(Object.entries(act.header).filter(([, value]) => value !== ''));
  return {
    act: act.type,
    from: act.sender,
    to: act.receiver,
    traceId: act.traceId,
    spanId: act.spanId,
    epoch: act.epoch,
    schemaVersion: act.schemaVersion,
    schemaHash: act.schemaHash,
    ...(Object.keys(about).length > 0 ? { about } : {}),
    ...plainPayload(act.payload),
  };
}

function plainPayload(payload: ActPayload): Partial<PlainAct> {
  if (payload.kind === 'anchor') throw new TypeError('arm A carries no anchors');
  const { bytes, mediaType } = payload;
  const media = mediaType === jsonMediaType ? {} : { mediaType };
  const text = utf8(bytes);
  if (text === undefined) return { ...media, base64: Buffer.from(bytes).toString('base64') };
  const json = mediaType === jsonMediaType ? canonicalJsonOf(text) : undefined;
  return json === undefined ? { ...media, text } : { ...media, payload: json };
}

function fromPlain(value: unknown): Act {
  const plain = PlainAct.parse(value);
  return ActSchema.parse({
    traceId: plain.traceId,
    spanId: plain.spanId,
    type: plain.act,
    header: plain.about ?? {},
    payload: { kind: 'inline', bytes: payloadBytes(plain), mediaType: plain.mediaType ?? jsonMediaType },
    schemaVersion: plain.schemaVersion,
    schemaHash: plain.schemaHash,
    epoch: plain.epoch,
    sender: plain.from,
    receiver: plain.to,
  });
}

function payloadBytes(plain: PlainAct): Uint8Array {
  const given = [plain.payload, plain.text, plain.base64].filter((field) => field !== undefined);
  if (given.length !== 1) throw new TypeError('an act has exactly one of payload, text and base64');
  if (plain.base64 !== undefined) return new Uint8Array(Buffer.from(plain.base64, 'base64'));
  return new TextEncoder().encode(plain.text ?? JSON.stringify(plain.payload));
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The value, if writing it again gives the very same text: payloads arrive byte for byte in every arm. */
function canonicalJsonOf(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
