import { describe, expect, test } from 'vitest';
import { bootstrapValues, drawnMean, drawnPercentile, drawnRatio, taskBootstrap } from './bootstrap.ts';
import { clusteredMean, mean, standardError, variance } from './mean.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';
import { mcNemar, pairedDifference, repeatVariance, signFlipTest } from './paired.ts';
import { passAtK, passHatK } from './pass-at-k.ts';
import { percentileLinear, percentileNearestRank } from './percentile.ts';
import { minimumDetectableEffect, tasksNeeded, tasksNeededMcNemar } from './power.ts';
import { clopperPearson, jeffreys, uniformCredible, wilson, zeroEventsUpperBound } from './proportion.ts';
import { normalQuantile, regularizedBeta, tQuantile } from './special-functions.ts';
import { meanOfTwoProportions, newcombe } from './two-proportions.ts';

/** Vectors of evidence.md §3.9, tolerance 1e-9. */
const expectNear = (actual: number, expected: number): void => {
  expect(Math.abs(actual - expected), `${actual} vs ${expected}`).toBeLessThan(1e-9);
};
const expectAllNear = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => expectNear(value, expected[index] as number));
};

describe('special functions', () => {
  test.each([
    [0.9, 1.281551565545],
    [0.975, 1.95996398454],
    [0.995, 2.575829303549],
    [0.5, 0],
    [0.025, -1.95996398454],
  ])('the normal quantile of %d is %d', (p, z) => expectNear(normalQuantile(p), z));

  test('the normal quantile is right far in the tail', () => {
    expectNear(normalQuantile(1e-20), -9.26234008979841);
  });

  test.each([
    [0.975, 3, 3.182446305284],
    [0.975, 9, 2.262157162798],
    [0.995, 24, 2.796939504774],
    [0.025, 9, -2.262157162798],
    [0.5, 4, 0],
  ])('the t quantile of %d with %d degrees of freedom is %d', (p, df, t) => expectNear(tQuantile(p, df), t));

  test('the incomplete beta function is a distribution function', () => {
    expectNear(regularizedBeta(0.3, 1, 1), 0.3);
    expectNear(regularizedBeta(0.5, 7.5, 7.5), 0.5);
    expectNear(regularizedBeta(0.2, 3, 5) + regularizedBeta(0.8, 5, 3), 1);
  });
});

describe('pass@k and pass^k', () => {
  test.each([
    [10, 3, 1, 0.3],
    [10, 3, 5, 0.916666666667],
    [20, 4, 10, 0.956656346749],
    [200, 7, 100, 0.992991117242],
    [5, 0, 3, 0],
    [4, 4, 2, 1],
  ])('pass@k of n=%d c=%d k=%d is %d', (...row) => expectNear(passAtK(row[0], row[1], row[2]), row[3]));

  test.each([
    [10, 7, 3, 0.291666666667],
    [8, 8, 4, 1],
    [5, 2, 3, 0],
  ])('pass^k of n=%d c=%d k=%d is %d', (...row) => expectNear(passHatK(row[0], row[1], row[2]), row[3]));

  test('a suite averages over tasks', () => {
    const values = [0, 1, 3, 10, 7].map((c) => passAtK(10, c, 5));
    expectNear(mean(values), 0.683333333333);
    expectNear(standardError(values), 0.194365063162);
  });

  test('more draws than attempts is a programming error', () => {
    expect(() => passAtK(3, 1, 4)).toThrow(RangeError);
    expect(() => passHatK(3, 1, 4)).toThrow(RangeError);
  });
});

describe('intervals of a proportion', () => {
  test.each([
    [
      17,
      20,
      0.95,
      [0.639581135259, 0.947631254104],
      [0.621073173455, 0.967929062815],
      [0.651422289142, 0.955868658025],
      [0.636576012983, 0.945536431822],
    ],
    [
      0,
      30,
      0.95,
      [0, 0.113513393174],
      [0, 0.115703308222],
      [0, 0.079678173817],
      [0.000816370072, 0.112188746922],
    ],
    [
      131,
      164,
      0.95,
      [0.730905597126, 0.8529787464],
      [0.729184752409, 0.857256858731],
      [0.732519398278, 0.854605621484],
      [0.730753242241, 0.852875533478],
    ],
    [
      30,
      30,
      0.95,
      [0.886486606826, 1],
      [0.884296691778, 1],
      [0.920321826183, 1],
      [0.887811253078, 0.999183629928],
    ],
    [
      8,
      10,
      0.99,
      [0.400818696522, 0.959868847495],
      [0.351798833695, 0.98914949062],
      [0.401200590808, 0.977930317596],
      [0.391505029022, 0.96665914851],
    ],
  ])(
    '%d of %d at %d: Wilson, Clopper–Pearson, Jeffreys, uniform',
    (...[successes, n, level, w, cp, j, u]) => {
      const proportion = { successes, n, level };
      expectAllNear(wilson(proportion), w);
      expectAllNear(clopperPearson(proportion), cp);
      expectAllNear(jeffreys(proportion), j);
      expectAllNear(uniformCredible(proportion), u);
    },
  );

  test('none seen still leaves an upper bound', () => {
    expectNear(zeroEventsUpperBound(30), 0.095033852855);
    expectNear(zeroEventsUpperBound(500), 0.005973551516);
  });

  test('Newcombe compares unpaired proportions', () => {
    const { difference, interval } = newcombe({ successes: 56, n: 70 }, { successes: 48, n: 80 });
    expectNear(difference, 0.2);
    expectAllNear(interval, [0.052431472402, 0.333872654037]);
  });

  test('the mean of two proportions keeps an honest interval when both are perfect', () => {
    const { value, interval } = meanOfTwoProportions({ successes: 30, n: 30 }, { successes: 30, n: 30 });
    expect(value).toBe(1);
    expect(interval[1]).toBe(1);
    expectNear(interval[0], 1 - (Math.SQRT2 * (1 - 0.886486606826)) / 2);
  });
});

describe('means', () => {
  test('clusters widen the standard error', () => {
    const clusters = [
      [1, 1, 1],
      [0, 0, 0],
      [1, 1, 0],
      [1, 0, 1],
    ];
    const result = clusteredMean(clusters);
    expectNear(result.mean, 0.583333333333);
    expectNear(standardError(clusters.flat()), 0.148647097503);
    expectNear(result.standardErrorMiller, 0.181620789314);
    expectNear(result.standardError, 0.209717623202);
    expectAllNear(result.interval, [-0.084081741779, 1.250748408445]);
  });

  test('repeats split into variance within and between tasks', () => {
    const rows = ['1111', '0101', '0000', '1101', '0010', '1111'].map((row) => row.split('').map(Number));
    const result = repeatVariance(rows);
    expectNear(result.mean, 0.583333333333);
    expectNear(result.within, 0.138888888889);
    expectNear(result.ofTaskMeans, 0.166666666667);
    expectNear(result.between, 0.131944444444);
    expectNear(result.standardError, 0.166666666667);
    expect(result.flaky).toBe(3);
    expectNear(mean(rows.map((row) => passHatK(4, row.filter((x) => x === 1).length, 4))), 0.333333333333);
  });
});

describe('paired comparisons', () => {
  const a = [1, 0.8, 0.6, 1, 0.4, 0.2, 1, 0.8, 0, 1];
  const b = [0.8, 0.8, 0.4, 1, 0.2, 0.4, 0.6, 0.8, 0, 0.6];

  test('a paired difference has its own error, smaller than the unpaired one', () => {
    const result = pairedDifference(a, b);
    expectNear(result.difference, 0.12);
    expectNear(result.standardError, 0.061101009266);
    expectNear(result.standardErrorUnpaired, 0.152023390013);
    expectNear(result.correlation ?? Number.NaN, 0.850732112187);
    expectAllNear(result.interval, [-0.018220085765, 0.258220085765]);
  });

  test('the exact sign-flip test enumerates the non-zero pairs', () => {
    const result = signFlipTest(a.map((value, index) => value - (b[index] as number)));
    expect(result).toEqual({ p: 0.15625, method: 'exact', nonZero: 6 });
  });

  test('the seeded sign-flip test repeats itself and finds what the exact one finds', () => {
    const differences = Array.from({ length: 24 }, (_x, index) => (index % 3 === 0 ? -1 : 1));
    const first = signFlipTest(differences);
    expect(first).toEqual(signFlipTest(differences));
    expect(first.method).toBe('monte-carlo');
    // Two-sided binomial: P(|#plus - 12| >= 4) of 24.
    expect(first.p).toBeGreaterThan(0.14);
    expect(first.p).toBeLessThan(0.165);
  });

  test.each([
    [10, 3, 0.09228515625, 0.057373046875],
    [1, 9, 0.021484375, 0.01171875],
    [12, 12, 1, 0.838819742203],
    [0, 6, 0.03125, 0.015625],
  ])('McNemar with b=%d c=%d', (...[bCount, cCount, exact, midP]) => {
    const result = mcNemar(bCount, cCount);
    expectNear(result.exact, exact);
    expectNear(result.midP, midP);
  });

  test('McNemar also gives its χ² forms', () => {
    const result = mcNemar(10, 3);
    expectAllNear(
      [result.chiSquare, result.chiSquareP, result.correctedChiSquare, result.correctedP],
      [3.769230769231, 0.052203635341, 2.769230769231, 0.096092329456],
    );
    expect(mcNemar(1_500, 900).exact).toBeLessThan(1e-30);
    expect(mcNemar(1_200, 1_200).midP).toBeGreaterThan(0.98);
    expect(mcNemar(0, 0)).toMatchObject({ exact: 1, midP: 1, chiSquareP: 1 });
  });
});

describe('bootstrap', () => {
  const values = [0, 0.2, 0.6, 0.8, 1];
  const drawMean = drawnMean(values);

  test('comes within 2 % of the exact bootstrap of a mean', () => {
    const draws = bootstrapValues(5, drawMean, { draws: 20_000 });
    const se = Math.sqrt(variance(draws));
    expect(Math.abs(se / 0.165891530827 - 1)).toBeLessThan(0.02);
    const interval = taskBootstrap(5, drawMean, { draws: 20_000 });
    expect(Math.abs((interval?.[0] ?? 9) - 0.2)).toBeLessThan(0.021);
    expect(Math.abs((interval?.[1] ?? 9) - 0.84)).toBeLessThan(0.021);
  });

  test('repeats itself with the same seed and not with another', () => {
    const run = (seed: number): number[] => bootstrapValues(5, drawMean, { seed, draws: 50 });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test('statistics of drawn tasks are those of the tasks written out as often as drawn', () => {
    const times = Int32Array.of(2, 0, 1, 1, 1);
    const byTask = [[5, 1], [9], [3], [7, 8, 2], [4]];
    const writtenOut = [5, 1, 5, 1, 3, 7, 8, 2, 4];
    for (const p of [1, 25, 50, 90, 95, 100]) {
      expect(drawnPercentile(byTask, p)(times)).toBe(percentileNearestRank(writtenOut, p));
    }
    expectNear(drawMean(times) ?? Number.NaN, mean([0, 0, 0.6, 0.8, 1]));
    expectNear(drawnRatio(values, [1, 2, 3, 4, 5])(times) ?? Number.NaN, 2.4 / 14);
    expect(drawnRatio(values, [0, 0, 0, 0, 0])(times)).toBeNull();
  });

  test('has no interval for one task, nor for a statistic that mostly does not exist', () => {
    expect(taskBootstrap(1, drawnMean([1]))).toBeNull();
    expect(taskBootstrap(5, () => null)).toBeNull();
  });
});

describe('percentiles, multiplicity and power', () => {
  const times = [
    12.1, 15.4, 9.8, 11, 250.3, 13.7, 10.2, 14.9, 12.6, 11.8, 19.5, 10.9, 13.1, 12.2, 16.6, 11.4, 10.5, 12.9,
    31.7, 11.1,
  ];

  test('nearest rank and type 7', () => {
    const sorted = times.toSorted((x, y) => x - y);
    expectAllNear(
      [50, 90, 95, 99].map((p) => percentileNearestRank(times, p)),
      [12.2, 19.5, 31.7, 250.3],
    );
    expectAllNear(
      [50, 90, 95, 99].map((p) => percentileLinear(sorted, p)),
      [12.4, 20.72, 42.63, 208.766],
    );
  });

  test('Holm and Benjamini–Hochberg keep the order of their input', () => {
    const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205];
    expectAllNear(holm(p), [0.008, 0.056, 0.234, 0.234, 0.234, 0.234, 0.234, 0.234]);
    expectAllNear(benjaminiHochberg(p), [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.084571428571, 0.205]);
    expectAllNear(holm(p.toReversed()), holm(p).toReversed());
  });

  test('tasks needed and smallest effect that can be seen', () => {
    expectNear(tasksNeeded(0.03, { between: 1 / 9, within: 0 }), 968.997498067788);
    expectNear(tasksNeeded(0.05, { between: 0.09, within: 0.2 }), 910.470049184494);
    expectNear(tasksNeeded(0.05, { between: 0.09, within: 0.2, repeats: 5 }), 408.141746186152);
    expectNear(minimumDetectableEffect(164, { between: 1 / 9, within: 2 / 6 }), 0.145844700921);
    expectNear(
      minimumDetectableEffect(300, { between: 0.09, within: 0.2, repeats: 4, power: 0.9 }),
      0.070024739167,
    );
    expectNear(tasksNeededMcNemar(0.1, 0.05), 468.567979460319);
    expectNear(tasksNeededMcNemar(0.2, 0.08), 150.237460326669);
  });
});
