/**
 * Unbiased estimate of the chance that at least one of k attempts passes, from c passes in n attempts:
 * 1 − C(n−c,k)/C(n,k), in the stable product form of human-eval (Chen et al. 2021). Throws RangeError when n < k.
 */
export function passAtK(n: number, c: number, k: number): number {
  if (n < k) throw new RangeError(`pass@${k} needs at least ${k} attempts, got ${n}`);
  if (n - c < k) return 1;
  let none = 1;
  for (let i = n - c + 1; i <= n; i += 1) none *= 1 - k / i;
  return 1 - none;
}

/** Unbiased estimate of the chance that all of k attempts pass: C(c,k)/C(n,k). Throws RangeError when n < k. */
export function passHatK(n: number, c: number, k: number): number {
  if (n < k) throw new RangeError(`pass^${k} needs at least ${k} attempts, got ${n}`);
  let all = 1;
  for (let i = 0; i < k; i += 1) all *= Math.max(0, c - i) / (n - i);
  return all;
}
