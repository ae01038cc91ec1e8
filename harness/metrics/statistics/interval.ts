/** A closed interval, lower end first. */
export type Interval = [number, number];

/** The part of an interval that lies within [low, high]. */
export function clamp(interval: Interval, low: number, high: number): Interval {
  return [Math.max(low, Math.min(high, interval[0])), Math.max(low, Math.min(high, interval[1]))];
}
