/**
 * Test code in which `require('node:assert')` is Node's legacy module, as MultiPL-E's tests mean it: `deepEqual` and `equal` compare primitives with `==`, so
 * that null equals undefined. The sandbox's own `assert` is strict (docs/decisions/0001-multiple-legacy-assert.md).
 */
export function withLegacyAssert(test: string): string {
  const legacy = test.replaceAll(requireAssert, 'legacyAssert(require("node:assert"))');
  return legacy === test ? test : `${shim} ${legacy}`;
}

const requireAssert = /\brequire\(\s*(['"])(?:node:)?assert\1\s*\)/g;

// One line, so that line numbers of the test stay; it runs in the test's own realm.
const shim = `
const legacyAssert = (strict) => {
  const isObject = (x) => typeof x === 'object' && x !== null;
  const same = (a, b) => {
    if (!isObject(a) || !isObject(b)) return !isObject(a) && !isObject(b) && (a == b || (a !== a && b !== b));
    if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false;
    if (a instanceof Date) return a.getTime() === b.getTime();
    if (a instanceof RegExp) return String(a) === String(b);
    if (a instanceof Map || a instanceof Set) return members(a, b);
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && a.length === b.length && keys.every((k) => Object.hasOwn(b, k) && same(a[k], b[k]));
  };
  const members = (a, b) => {
    const rest = [...b];
    return a.size === b.size && [...a].every((x) => { const at = rest.findIndex((y) => same(x, y)); if (at < 0) return false; rest.splice(at, 1); return true; });
  };
  return Object.assign((value, message) => strict.ok(value, message), strict, {
    deepEqual: (a, b, message) => (same(a, b) ? strict.ok(true) : strict.deepEqual(a, b, message)),
    equal: (a, b, message) => (a == b || (a !== a && b !== b) ? strict.ok(true) : strict.equal(a, b, message)),
  });
};`
  .replaceAll(/\s*\n\s*/g, ' ')
  .trim();
