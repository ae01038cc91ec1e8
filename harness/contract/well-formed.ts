/**
 * A JSON-like value in which every half of a surrogate pair that stands alone, in texts and in keys, is U+FFFD: such a text has no UTF-8, so no file, digest
 * or socket could hold it. `replaced` counts the texts that were changed; a value without any comes back as it is.
 */
export function wellFormed<T>(value: T): { value: T; replaced: number } {
  const count = { replaced: 0 };
  const mended = mend(value, count) as T;
  return { value: count.replaced === 0 ? value : mended, replaced: count.replaced };
}

function mend(value: unknown, count: { replaced: number }): unknown {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return value;
    count.replaced += 1;
    return value.toWellFormed();
  }
  if (Array.isArray(value)) return value.map((item) => mend(item, count));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [mend(key, count), mend(item, count)]);
  return Object.fromEntries(entries);
}
