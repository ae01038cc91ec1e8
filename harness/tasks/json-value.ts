/** Where a value stops being something that JSON can hold, and why; undefined when all of it can be held. */
export function jsonProblem(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value === 'string')
    return value.isWellFormed() ? undefined : `${path} holds half a surrogate pair`;
  if (value === null || typeof value === 'boolean') return undefined;
  if (Array.isArray(value)) return firstProblem(value.map((item, index) => [`${path}[${index}]`, item]));
  return typeof value === 'object'
    ? objectProblem(value, path)
    : `${path} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`;
}

function objectProblem(value: object, path: string): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return `${path} is a ${value.constructor?.name ?? 'class instance'}`;
  }
  return firstProblem(Object.entries(value).map(([key, item]) => [`${path}.${key}`, item]));
}

function firstProblem(entries: readonly (readonly [string, unknown])[]): string | undefined {
  for (const [path, item] of entries) {
    const problem = jsonProblem(item, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
