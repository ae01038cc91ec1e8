import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type Act, Act as ActSchema, type ActPayload, ActType, jsonMediaType } from '../contract/act.ts';
import {
  type Act as WireAct,
  ActSchema as WireActSchema,
  ActType as WireActType,
  AnchorRefSchema,
} from './gen/acts_pb.ts';

/** Serialises an act as acts.proto says, without the URI of an anchor: that is the URL of the message part that follows. */
export function actToProtobuf(act: Act): Uint8Array {
  const wire = create(WireActSchema, {
    traceId: Buffer.from(act.traceId, 'hex'),
    spanId: Buffer.from(act.spanId, 'hex'),
    type: WireActType[act.type],
    payload: wirePayload(act.payload),
    mediaType: act.payload.mediaType === jsonMediaType ? '' : act.payload.mediaType,
    schemaVersion: act.schemaVersion,
    schemaHash: Buffer.from(act.schemaHash, 'hex'),
    epoch: BigInt(act.epoch),
    sender: act.sender,
    receiver: act.receiver,
    ...(Object.values(act.header).some((field) => field !== '') ? { header: act.header } : {}),
  });
  return toBinary(WireActSchema, wire);
}

/** Reads a serialised act and the URL that came with it. Throws whatever the decoder or the contract has against the bytes. */
export function actFromProtobuf(bytes: Uint8Array, anchorUrl: string | undefined): Act {
  const wire = fromBinary(WireActSchema, bytes);
  const header = wire.header;
  return ActSchema.parse({
    traceId: Buffer.from(wire.traceId).toString('hex'),
    spanId: Buffer.from(wire.spanId).toString('hex'),
    type: actTypes.find((type) => WireActType[type] === wire.type),
    header: {
      repo: header?.repo ?? '',
      filePath: header?.filePath ?? '',
      testName: header?.testName ?? '',
      taskType: header?.taskType ?? '',
      toolId: header?.toolId ?? '',
    },
    payload: payloadOf(wire, anchorUrl),
    schemaVersion: wire.schemaVersion,
    schemaHash: Buffer.from(wire.schemaHash).toString('hex'),
    epoch: Number(wire.epoch),
    sender: wire.sender,
    receiver: wire.receiver,
  });
}

const actTypes = ActType.options;

function wirePayload(payload: ActPayload): WireAct['payload'] {
  return payload.kind === 'inline'
    ? { case: 'inline', value: payload.bytes }
    : { case: 'anchor', value: create(AnchorRefSchema, { bytes: BigInt(payload.bytes) }) };
}

function payloadOf(wire: WireAct, anchorUrl: string | undefined): unknown {
  const mediaType = wire.mediaType || jsonMediaType;
  switch (wire.payload.case) {
    case 'inline':
      return { kind: 'inline', bytes: wire.payload.value, mediaType };
    case 'anchor':
      return {
        kind: 'anchor',
        uri: wire.payload.value.uri || anchorUrl,
        bytes: Number(wire.payload.value.bytes),
        mediaType,
      };
    case undefined:
      return undefined;
  }
}
