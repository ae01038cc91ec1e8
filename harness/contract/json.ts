import { z } from 'zod';

/** Any JSON value: what may be written to a record, sent in an act or hashed. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const Json: z.ZodType<Json> = z.json();

/** The value of a text that may be JSON; undefined when it is not. */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A value as plain JSON: its fields that are undefined are left out, as JSON leaves them out. */
export function jsonOf(value: object): Json {
  return Json.parse(JSON.parse(JSON.stringify(value)));
}

/** SHA-256, full length, lowercase hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
