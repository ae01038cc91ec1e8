import type { MetricValue } from '../contract/summary.ts';
import { notMeasured } from './rate.ts';
import { taskBootstrap } from './statistics/bootstrap.ts';
import { mean, sum } from './statistics/mean.ts';
import { meanOfTwoProportions } from './statistics/two-proportions.ts';
import type { TaskSamples } from './suite-input.ts';

/** The tester's judgement (says pass = positive) against the hidden tests'. */
interface Confusion {
  tp: number;
  fp: number;
  tn: number;
  fn: number;
}

/**
 * `balanced_accuracy`: mean of the share of right programs the tester passes and of wrong ones it rejects; null unless both kinds occurred.
 * Interval: MOVER of two Wilson intervals for one sample a task (`mover-wilson`), task bootstrap for several.
 */
export function balancedAccuracy(tasks: readonly TaskSamples[]): MetricValue {
  const cells = tasks.filter((task) => task.samples.length > 0).map((task) => confusionOf(task));
  const judged = cells.filter((cell) => cell.tp + cell.fp + cell.tn + cell.fn > 0);
  const n = judged.length;
  const total = add(judged);
  const value = accuracy(total);
  if (value === null) return { ...notMeasured, n };
  const right = total.tp + total.fn;
  const wrong = total.tn + total.fp;
  if (right + wrong === n) {
    const rates = meanOfTwoProportions({ successes: total.tp, n: right }, { successes: total.tn, n: wrong });
    return { value, ci95: rates.interval, n, method: 'mover-wilson' };
  }
  const ci95 = taskBootstrap(n, (times) => accuracy(weighted(judged, times)));
  return { value, ci95, n, method: ci95 === null ? 'none' : 'bootstrap-task' };
}

function confusionOf(task: TaskSamples): Confusion {
  return add(
    task.samples.map(({ record }) => ({
      tp: record.counts.tp ?? 0,
      fp: record.counts.fp ?? 0,
      tn: record.counts.tn ?? 0,
      fn: record.counts.fn ?? 0,
    })),
  );
}

function add(cells: readonly Confusion[]): Confusion {
  return {
    tp: sum(cells.map((cell) => cell.tp)),
    fp: sum(cells.map((cell) => cell.fp)),
    tn: sum(cells.map((cell) => cell.tn)),
    fn: sum(cells.map((cell) => cell.fn)),
  };
}

function weighted(cells: readonly Confusion[], times: Int32Array): Confusion {
  const total = { tp: 0, fp: 0, tn: 0, fn: 0 };
  cells.forEach((cell, task) => {
    const weight = times[task] as number;
    total.tp += weight * cell.tp;
    total.fp += weight * cell.fp;
    total.tn += weight * cell.tn;
    total.fn += weight * cell.fn;
  });
  return total;
}

function accuracy({ tp, fp, tn, fn }: Confusion): number | null {
  if (tp + fn === 0 || tn + fp === 0) return null;
  return mean([tp / (tp + fn), tn / (tn + fp)]);
}
