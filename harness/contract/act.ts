import { z } from 'zod';
import { AnchorUri } from './anchor.ts';
import { type Json, Sha256 } from './json.ts';

export const ActType = z.enum(['REQUEST', 'INFORM', 'PROPOSE', 'CONFIRM', 'ERROR']);
export type ActType = z.infer<typeof ActType>;

/** What an act is about, in symbols; an empty string says "does not apply". */
export const ActHeader = z.strictObject({
  repo: z.string().default(''),
  filePath: z.string().default(''),
  testName: z.string().default(''),
  taskType: z.string().default(''),
  toolId: z.string().default(''),
});
export type ActHeader = z.infer<typeof ActHeader>;

/** The bytes themselves, or where they lie. */
export const ActPayload = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('inline'),
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes'),
    mediaType: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal('anchor'),
    uri: AnchorUri,
    /** Size of what the anchor holds. */
    bytes: z.number().int().nonnegative(),
    mediaType: z.string().min(1),
  }),
]);
export type ActPayload = z.infer<typeof ActPayload>;

/** One typed act (DESIGN.md §5). A reply carries the trace id, span id and epoch of what it answers. */
export const Act = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  /** Unique within an epoch: with the epoch it is what duplicates are recognised by. */
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  type: ActType,
  header: ActHeader,
  payload: ActPayload,
  schemaVersion: z.number().int().nonnegative().max(0xffffffff),
  /** SHA-256 of the schema that sender and receiver must share. */
  schemaHash: Sha256,
  /** The run that asks, by a number that no other run has. */
  epoch: z.number().int().nonnegative(),
  sender: z.string().min(1),
  receiver: z.string().min(1),
});
export type Act = z.infer<typeof Act>;

/** Media type of payloads that follow the roles' convention (docs/agents.md). */
export const jsonMediaType = 'application/json';

/** A payload of UTF-8 JSON, inline, in `JSON.stringify`'s form. */
export function jsonPayload(value: Json): ActPayload {
  return {
    kind: 'inline',
    bytes: new TextEncoder().encode(JSON.stringify(value)),
    mediaType: jsonMediaType,
  };
}
