import { canonicalJson } from '../contract/canonical-json.ts';

/** One thing that was recomputed: what, whether it holds, and if not, both values. */
export interface Check {
  what: string;
  ok: boolean;
  expected?: string | undefined;
  actual?: string | undefined;
}

/** One comparison as a check. */
export function compare(what: string, expected: string, actual: string): Check {
  return expected === actual ? { what, ok: true } : { what, ok: false, expected, actual };
}

/** The same of JSON values, by their canonical text. */
export function compareJson(what: string, expected: unknown, actual: unknown): Check {
  return compare(what, json(expected), json(actual));
}

function json(value: unknown): string {
  return value === undefined ? 'absent' : canonicalJson(value);
}
