/** Time since the run began, in milliseconds; the only clock the run reads. */
export interface Clock {
  sinceStartMs(): number;
}

/** A clock that started at the given wall time (epoch milliseconds), so that all processes of a run share one zero. */
export function runClock(startedAtEpochMs: number): Clock {
  const offsetMs = performance.timeOrigin - startedAtEpochMs;
  return { sinceStartMs: () => Math.round((performance.now() + offsetMs) * 1000) / 1000 };
}
