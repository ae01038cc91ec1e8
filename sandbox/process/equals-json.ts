/**
 * Whether a value is what a JSON value says: Object.is on primitives, same keys, no holes, nothing beside it. Only where `expected` has
 * a plain 0 does -0 count as equal, because JSON writes both as 0.
 */
export function equalsJson(actual: unknown, expected: unknown): boolean {
  if (typeof expected === 'number')
    return actual === expected && (!Object.is(expected, -0) || Object.is(actual, -0));
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Array.isArray(expected) ? equalsArray(actual, expected) : equalsObject(actual, expected);
}

function equalsArray(actual: object, expected: unknown[]): boolean {
  if (!Array.isArray(actual) || actual.length !== expected.length) return false;
  if (Object.keys(actual).length !== expected.length) return false;
  return expected.every((item, index) => index in actual && equalsJson(actual[index], item));
}

function equalsObject(actual: object, expected: object): boolean {
  if (Object.getPrototypeOf(actual) !== Object.prototype) return false;
  const names = Object.keys(expected);
  return (
    names.length === Object.keys(actual).length &&
    names.every(
      (name) =>
        Object.hasOwn(actual, name) &&
        equalsJson((actual as Record<string, unknown>)[name], (expected as Record<string, unknown>)[name]),
    )
  );
}
