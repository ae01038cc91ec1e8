/**
 * Chooses at most `limit` items so that every kind is represented as evenly as its size allows, and within a kind evenly
 * over the list. Keeps the order. Deterministic. Throws RangeError when the limit is not a whole number ≥ 1 and there is something to choose.
 */
export function spreadSelection<Item>(
  items: readonly Item[],
  kindOf: (item: Item) => string,
  limit: number,
): Item[] {
  if (items.length > 0 && (!Number.isInteger(limit) || limit < 1)) {
    throw new RangeError(`limit must be a whole number of at least 1, it is ${limit}`);
  }
  if (items.length <= limit) return [...items];
  const kinds = [...Map.groupBy(items, kindOf).values()];
  const quotas = evenQuotas(
    kinds.map((kind) => kind.length),
    limit,
  );
  const chosen = new Set(kinds.flatMap((kind, index) => evenly(kind, quotas[index] ?? 0)));
  return items.filter((item) => chosen.has(item));
}

/** Gives one place at a time to each kind in turn until all places are given. */
function evenQuotas(sizes: readonly number[], places: number): number[] {
  const quotas = sizes.map(() => 0);
  let left = places;
  while (left > 0) {
    for (const [index, size] of sizes.entries()) {
      const quota = quotas[index] ?? 0;
      if (left > 0 && quota < size) {
        quotas[index] = quota + 1;
        left -= 1;
      }
    }
  }
  return quotas;
}

/** `count` items at the middles of `count` equal stretches of the list. */
function evenly<Item>(items: readonly Item[], count: number): Item[] {
  const stretch = items.length / count;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index + 0.5) * stretch)] as Item);
}
