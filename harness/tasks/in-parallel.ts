/**
 * Works on all items, `limit` at a time, in order of start. Rejects with the first failure, or the signal's reason, once everything that was
 * started has settled; nothing is started after that.
 */
export async function inParallel<Item>(
  items: Iterable<Item>,
  { limit, signal }: { limit: number; signal?: AbortSignal | undefined },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      if (failures.length > 0 || signal?.aborted === true) return;
      await work(next.value).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
