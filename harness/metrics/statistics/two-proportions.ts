import type { Interval } from './interval.ts';
import { type Proportion, wilson } from './proportion.ts';

/** Newcombe's hybrid score interval of the difference of two unpaired proportions; "not comparable task by task". */
export function newcombe(a: Proportion, b: Proportion): { difference: number; interval: Interval } {
  const pa = a.successes / a.n;
  const pb = b.successes / b.n;
  const [la, ua] = wilson(a);
  const [lb, ub] = wilson(b);
  const difference = pa - pb;
  return {
    difference,
    interval: [difference - Math.hypot(pa - la, ub - pb), difference + Math.hypot(ua - pa, pb - lb)],
  };
}

/** Interval of the mean of two independent proportions (balanced accuracy): MOVER with Wilson limits (Zou and Donner 2008). */
export function meanOfTwoProportions(a: Proportion, b: Proportion): { value: number; interval: Interval } {
  const pa = a.successes / a.n;
  const pb = b.successes / b.n;
  const [la, ua] = wilson(a);
  const [lb, ub] = wilson(b);
  const value = (pa + pb) / 2;
  return {
    value,
    interval: [value - Math.hypot(pa - la, pb - lb) / 2, value + Math.hypot(ua - pa, ub - pb) / 2],
  };
}
