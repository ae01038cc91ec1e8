/** At most `limit` items, spread evenly, so that a few still show every part of a list that is sorted by kind. */
export function spreadEvenly<T>(items: T[], limit: number): T[] {
  if (limit >= items.length) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)] as T);
}
