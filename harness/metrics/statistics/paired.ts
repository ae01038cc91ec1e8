import type { Interval } from './interval.ts';
import { mean, standardError, sum, tInterval, variance } from './mean.ts';
import { seededRandom } from './random.ts';
import { chiSquareTail, logGamma } from './special-functions.ts';

/** Mean difference a − b of paired scores and how sure it is. */
export interface PairedDifference {
  n: number;
  difference: number;
  standardError: number;
  /** The error that unpaired runs of the same size would have had. */
  standardErrorUnpaired: number;
  /** Null when one side does not vary. */
  correlation: number | null;
  interval: Interval;
}

/** Paired comparison of two equally long lists of two or more scores: mean difference with its t(n − 1) interval. */
export function pairedDifference(a: readonly number[], b: readonly number[], level = 0.95): PairedDifference {
  const differences = a.map((value, index) => value - (b[index] as number));
  const standardErrorA = standardError(a);
  const standardErrorB = standardError(b);
  const paired = standardError(differences);
  const denominator = 2 * standardErrorA * standardErrorB;
  return {
    n: a.length,
    difference: mean(differences),
    standardError: paired,
    standardErrorUnpaired: Math.hypot(standardErrorA, standardErrorB),
    correlation:
      denominator === 0 ? null : (standardErrorA ** 2 + standardErrorB ** 2 - paired ** 2) / denominator,
    interval: tInterval(differences, level),
  };
}

/** Whether two paired yes/no results differ, from the discordant counts alone. */
export interface McNemar {
  b: number;
  c: number;
  /** Two-sided exact binomial p; for gates. */
  exact: number;
  /** Two-sided mid-p; for display. */
  midP: number;
  chiSquare: number;
  chiSquareP: number;
  correctedChiSquare: number;
  correctedP: number;
}

/** McNemar's test on the discordant counts b (only the first passed) and c (only the second passed). */
export function mcNemar(b: number, c: number): McNemar {
  const n = b + c;
  const smaller = Math.min(b, c);
  // From the larger end downwards and through logarithms: 0.5 ** n underflows above 1,074 discordant pairs.
  const atSmaller = Math.exp(
    logGamma(n + 1) - logGamma(smaller + 1) - logGamma(n - smaller + 1) - n * Math.LN2,
  );
  let tail = atSmaller;
  let probability = atSmaller;
  for (let i = smaller; i >= 1; i -= 1) {
    probability *= i / (n - i + 1);
    tail += probability;
  }
  const exact = Math.min(1, 2 * tail);
  const chiSquare = n === 0 ? 0 : (b - c) ** 2 / n;
  const corrected = n === 0 ? 0 : Math.max(0, Math.abs(b - c) - 1) ** 2 / n;
  return {
    b,
    c,
    exact,
    midP: n === 0 ? 1 : exact - atSmaller,
    chiSquare,
    chiSquareP: chiSquareTail(chiSquare),
    correctedChiSquare: corrected,
    correctedP: chiSquareTail(corrected),
  };
}

/** p of the sign-flip test that paired differences are centred on zero, and how it was found. */
export interface SignFlip {
  p: number;
  method: 'exact' | 'monte-carlo';
  nonZero: number;
}

/** Sign-flip permutation test, two-sided: all 2^m flips for m ≤ 20 non-zero pairs, else seeded flips with p = (1 + hits)/(1 + N). */
export function signFlipTest(
  differences: readonly number[],
  { flips = 20_000, seed = 1 }: { flips?: number | undefined; seed?: number | undefined } = {},
): SignFlip {
  const nonZero = differences.filter((difference) => difference !== 0);
  const observed = Math.abs(sum(nonZero)) - 1e-12;
  if (nonZero.length <= 20) {
    return { p: exactFlips(nonZero, observed), method: 'exact', nonZero: nonZero.length };
  }
  const random = seededRandom(seed);
  let hits = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    let total = 0;
    for (const difference of nonZero) total += random() < 0.5 ? difference : -difference;
    if (Math.abs(total) >= observed) hits += 1;
  }
  return { p: (1 + hits) / (1 + flips), method: 'monte-carlo', nonZero: nonZero.length };
}

/** Between-task and within-task variance of repeated scores (one row a task, two or more equally many repeats each). */
export interface RepeatVariance {
  mean: number;
  within: number;
  ofTaskMeans: number;
  between: number;
  standardError: number;
  /** Tasks that neither always pass nor always fail. */
  flaky: number;
}

/** Splits the variance of repeats (evidence.md §3.5). */
export function repeatVariance(rows: readonly (readonly number[])[]): RepeatVariance {
  const means = rows.map((row) => mean(row));
  const within = mean(rows.map((row) => variance(row)));
  const ofTaskMeans = variance(means);
  const repeats = rows[0]?.length ?? 1;
  return {
    mean: mean(means),
    within,
    ofTaskMeans,
    between: ofTaskMeans - within / repeats,
    standardError: Math.sqrt(ofTaskMeans / rows.length),
    flaky: means.filter((value) => value > 0 && value < 1).length,
  };
}

function exactFlips(nonZero: readonly number[], observed: number): number {
  const total = 2 ** nonZero.length;
  let hits = 0;
  for (let mask = 0; mask < total; mask += 1) {
    let value = 0;
    for (let i = 0; i < nonZero.length; i += 1) {
      value += (mask >> i) & 1 ? (nonZero[i] as number) : -(nonZero[i] as number);
    }
    if (Math.abs(value) >= observed) hits += 1;
  }
  return hits / total;
}
