/** Content of a plan against the reference plan, after case and white space are made alike. */
export interface PlanScore {
  /** 1 when the steps are equal in order. */
  exact: number;
  /** F1 of the multisets of steps: 2·shared / (given + wanted). */
  stepsF1: number;
}

/** Compares a plan's steps with the reference's. */
export function scorePlan(given: string[], wanted: string[]): PlanScore {
  const a = given.map(normalised);
  const b = wanted.map(normalised);
  const exact = a.length === b.length && a.every((step, index) => step === b[index]) ? 1 : 0;
  const left = [...b];
  let shared = 0;
  for (const step of a) {
    const index = left.indexOf(step);
    if (index === -1) continue;
    left.splice(index, 1);
    shared += 1;
  }
  const total = a.length + b.length;
  return { exact, stepsF1: total === 0 ? 1 : (2 * shared) / total };
}

function normalised(step: string): string {
  return step.trim().toLowerCase().replaceAll(/\s+/g, ' ').replace(/[.;]$/, '');
}
