import { z } from 'zod';
import { Task } from '../contract/task.ts';
import type { CompletionTask } from './completion-task.ts';
import { withLegacyAssert } from './legacy-assert.ts';
import { publishedPrompt, publishedRecord } from './published-record.ts';

/** Fields of mxeval's sets (MBXP, multilingual HumanEval) that are used; all others (`description`, …) may be there. */
const Record = z.object({
  task_id: z.string().min(1),
  language: z.string(),
  prompt: z.string().min(1),
  entry_point: z.string().min(1),
  canonical_solution: z.string().nullish(),
  test: z.string().min(1),
});

/**
 * An MBXP or other mxeval record in JavaScript or TypeScript as a task; where `canonical_solution` is null it has no reference. Its tests keep their meaning:
 * JavaScript ones compare by lodash's `isEqual`, TypeScript ones by Node's legacy assert, and each comparison counts as an assertion. HermesError
 * HERMES_TASK_BAD_LINE names the field that is wrong.
 */
export function mxevalTask(record: unknown, where: string): CompletionTask {
  const { task_id, language, prompt, entry_point, canonical_solution, test } = publishedRecord(
    Record,
    record,
    { where, kind: 'an mxeval', fields: 'task_id, language, prompt, entry_point, canonical_solution, test' },
  );
  const parts = publishedPrompt(prompt, { where, id: task_id });
  const canonical = canonical_solution ?? undefined;
  const task = Task.parse({
    task_id,
    statement: parts.statement.replaceAll(/^[ \t]*\*[ \t]?(?:\*[ \t])?/gm, '').trim(),
    signature: parts.signature,
    entry_point,
    lang: /^t/i.test(language) ? 'ts' : 'js',
    ...(parts.prelude === '' ? {} : { prelude: parts.prelude }),
    reference: canonical === undefined ? '' : parts.opening + canonical,
    test: withEquality(
      withLegacyAssert(test.replaceAll(importAssert, 'const assert = require("node:assert")')),
    ),
  });
  return { task, completes: { kind: 'prompt', prompt, stopTokens: [] }, canonical };
}

const importAssert = /^[ \t]*import \* as assert from\s*(['"])(?:node:)?assert\1/gm;
const requireLodash = /\bconst _ = require\(\s*(['"])lodash\1\s*\)/;
const comparison =
  /if\s*\(\s*!compare\((\w+), (\w+)\)\)\s*\{(\s*)throw ('Error at \w+ assert statement\.) Value = '[^\n]*\n\s*\}/g;

/** Test code whose lodash is an `isEqual` of ours, and whose comparisons are counted: there, a failed one throws a text and none is counted. */
function withEquality(test: string): string {
  if (!requireLodash.test(test)) return test;
  return test
    .replace(requireLodash, `const _ = { isEqual: ${isEqual} }`)
    .replaceAll(comparison, "assert.ok(compare($1, $2),$3$4'\n)");
}

// One line, so that line numbers of the test stay; it runs in the test's own realm. Equality as lodash has it: NaN is NaN, 0 is -0, a property that is
// undefined is not one that is missing, what an object was made by counts, and arrays inside of a Set or Map are compared without their order, too.
const isEqual = `
(() => {
  const zero = (x) => (x === 0 ? 0 : x);
  const equal = (a, b, open, loose) => {
    if (Object.is(zero(a), zero(b))) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    const tag = Object.prototype.toString.call(a);
    if (tag !== Object.prototype.toString.call(b)) return false;
    if (open.some(([x, y]) => x === a && y === b)) return true;
    const inner = [...open, [a, b]];
    const members = (x, y) => x.length === y.length && x.every((item) => { const at = y.findIndex((other) => equal(item, other, inner, true)); if (at < 0) return false; y.splice(at, 1); return true; });
    if (tag === '[object Date]' || tag === '[object Number]' || tag === '[object Boolean]' || tag === '[object String]') return Object.is(zero(a.valueOf()), zero(b.valueOf()));
    if (tag === '[object RegExp]') return String(a) === String(b);
    if (tag === '[object Error]') return a.name === b.name && a.message === b.message;
    if (a instanceof Map || a instanceof Set) return members([...a], [...b]);
    if (loose && Array.isArray(a)) return members([...a], [...b]);
    if (Array.isArray(a) || ArrayBuffer.isView(a)) return a.length === b.length && Array.from(a).every((item, at) => equal(item, b[at], inner, loose));
    const keys = Object.keys(a);
    return a.constructor === b.constructor && keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key], inner, loose));
  };
  return (a, b) => equal(a, b, [], false);
})()`
  .replaceAll(/\s*\n\s*/g, ' ')
  .trim();
