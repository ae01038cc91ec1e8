import type { Message, Part } from '@a2a-js/sdk';
import { type Act, jsonPayload } from '../contract/act.ts';
import type { Json } from '../contract/json.ts';
import { textOfParts } from './arm-a.ts';
import { part } from './codec.ts';
import { newAct } from './new-act.ts';

/**
 * The act that a plain A2A message stands for: one whose text (or data part) is no act. A JSON object is the request itself, prose becomes `{statement, signature, entryPoint, lang}`
 * with the signature found in it; what a request leaves out is filled in from its signature. Null when the message is an act, holds bytes or nothing.
 */
export function plainRequest({ parts }: Message, role: string): Act | null {
  if (parts.some(({ content }) => content?.$case === 'raw')) return null;
  const data = parts.find(({ content }) => content?.$case === 'data')?.content?.value as Json | undefined;
  const text = textOfParts(parts).trim();
  if (data === undefined && text === '') return null;
  const request = isObject(data) ? data : requestOf(text);
  if (request === null) return null;
  const payload = jsonPayload(completed(request));
  return newAct({ type: 'REQUEST', sender: 'a2a-client', receiver: role, payload });
}

/** The answer to a plain message: the answer's JSON alone, or prose about what went wrong. */
export function plainParts(reply: Act): Part[] {
  const text = reply.payload.kind === 'inline' ? new TextDecoder().decode(reply.payload.bytes) : '';
  if (reply.type !== 'ERROR') return [part({ $case: 'text', value: text }, 'application/json')];
  const { code, message, fix } = JSON.parse(text) as { code: string; message: string; fix: string };
  return [part({ $case: 'text', value: `[${code}] ${message} Fix: ${fix}` }, 'text/plain')];
}

function requestOf(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json;
    if (isObject(value)) return 'act' in value ? null : value;
  } catch {
    // Prose, below.
  }
  return { statement: text };
}

/** `function add(a, b)`, also with types, in the statement itself; the name in it is what is judged. */
const signaturePattern = /\bfunction\s+([A-Za-z_$][\w$]*)\s*\([^)]*\)(?:\s*:\s*[^\s{;,.]+)?/;

function completed(request: JsonObject): JsonObject {
  const { statement, signature } = request;
  const found = signaturePattern.exec(`${textIn(signature)}\n${textIn(statement)}`);
  if (found === null) return request;
  return { signature: found[0], entryPoint: found[1] ?? '', lang: 'js', ...request };
}

type JsonObject = { [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
