import { normalQuantile } from './special-functions.ts';

/** Variances behind a planned paired comparison (Miller 2024): between tasks, and within a task of each side over its repeats. */
export interface PowerPlan {
  /** Variance between tasks of the difference, ω². */
  between: number;
  /** Sum of within-task variances of both sides before averaging, σ²_A + σ²_B. */
  within: number;
  /** Repeats per task, K. */
  repeats?: number | undefined;
  /** Two-sided significance, 0.05 unless told. */
  alpha?: number | undefined;
  /** Power, 0.8 unless told. */
  power?: number | undefined;
}

/** Number of tasks that show a difference `delta` with the plan's power. */
export function tasksNeeded(delta: number, plan: PowerPlan): number {
  return (zSum(plan) ** 2 * spread(plan)) / delta ** 2;
}

/** Smallest difference that n tasks can be expected to show (minimum detectable effect). */
export function minimumDetectableEffect(n: number, plan: PowerPlan): number {
  return zSum(plan) * Math.sqrt(spread(plan) / n);
}

/** Number of tasks that McNemar's test needs when a share p10 passes only here and p01 only there. */
export function tasksNeededMcNemar(p10: number, p01: number, { alpha = 0.05, power = 0.8 } = {}): number {
  const discordant = p10 + p01;
  const delta = p10 - p01;
  const z = normalQuantile(1 - alpha / 2);
  const zPower = normalQuantile(power);
  return (z * Math.sqrt(discordant) + zPower * Math.sqrt(discordant - delta ** 2)) ** 2 / delta ** 2;
}

function zSum({ alpha = 0.05, power = 0.8 }: PowerPlan): number {
  return normalQuantile(1 - alpha / 2) + normalQuantile(power);
}

function spread({ between, within, repeats = 1 }: PowerPlan): number {
  return between + within / repeats;
}
