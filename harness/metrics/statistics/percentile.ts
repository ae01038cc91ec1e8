/** Nearest-rank percentile, 0 < p ≤ 100: the smallest value that at least p % do not exceed. One or more values, any order. */
export function percentileNearestRank(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.ceil((p / 100) * sorted.length);
  return sorted[Math.max(1, rank) - 1] as number;
}

/** Percentile by linear interpolation (Hyndman–Fan type 7) of values that are sorted ascending already. */
export function percentileLinear(sorted: readonly number[], p: number): number {
  const position = (p / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}
