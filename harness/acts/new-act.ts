import { randomBytes } from 'node:crypto';
import { type Act, type ActHeader, type ActPayload, type ActType, jsonPayload } from '../contract/act.ts';
import type { Fault } from '../contract/fault.ts';
import { actsSchemaHash, actsSchemaVersion } from './schema.ts';

/** Completes an act: our schema, empty header fields, random ids where none are given (they go to observations and logs only). */
export function newAct(parts: {
  type: ActType;
  sender: string;
  receiver: string;
  payload: ActPayload;
  header?: Partial<ActHeader> | undefined;
  epoch?: number | undefined;
  traceId?: string | undefined;
  spanId?: string | undefined;
}): Act {
  return {
    traceId: parts.traceId ?? randomBytes(16).toString('hex'),
    spanId: parts.spanId ?? randomBytes(8).toString('hex'),
    type: parts.type,
    header: { ...emptyHeader, ...parts.header },
    payload: parts.payload,
    schemaVersion: actsSchemaVersion,
    schemaHash: actsSchemaHash,
    epoch: parts.epoch ?? 0,
    sender: parts.sender,
    receiver: parts.receiver,
  };
}

/** The answer to an act: same trace, span, epoch and header, sender and receiver exchanged. */
export function replyTo(request: Act, parts: { type: ActType; payload: ActPayload }): Act {
  return {
    ...request,
    ...parts,
    schemaVersion: actsSchemaVersion,
    schemaHash: actsSchemaHash,
    sender: request.receiver,
    receiver: request.sender,
  };
}

/** Trouble inside an agent, told to whoever asked: `{code, message, fix}`, and the value at fault where there is one. */
export function errorReply(request: Act, fault: Fault): Act {
  const { value, ...text } = fault;
  const told = { ...text, message: fault.message.slice(0, 4_000) };
  return replyTo(request, {
    type: 'ERROR',
    payload: jsonPayload(value === undefined ? told : { ...told, value }),
  });
}

const emptyHeader: ActHeader = { repo: '', filePath: '', testName: '', taskType: '', toolId: '' };
