import { describe, expect, test } from 'vitest';
import { formatBytes, formatDuration, formatInterval, formatValue, grouped } from './format.ts';
import { metricInfo, orderedMetrics } from './metric-catalogue.ts';

describe('formatValue()', () => {
  test.each([
    ['pass_at_1', 0.85, '85.0 %'],
    ['pass_at_1', null, '–'],
    ['plan_effect', -0.05, '−5.0 pp'],
    ['plan_effect', 0.05, '+5.0 pp'],
    ['plan_effect', -0.00001, '0.0 pp'],
    ['e2e_latency_ms_p95', 1240, '1.24 s'],
    ['bytes_per_solve', 676, '676 B'],
    ['tokens_per_second', 2612.4, '2,612/s'],
    ['process_memory_mb', 222.71, '222.7 MB'],
    ['some_new_score', 0.5, '50.0 %'],
  ])('%s of %d reads %s', (key, value, text) => expect(formatValue(key, value)).toBe(text));

  test('an interval names its unit once where both ends share it', () => {
    expect(formatInterval('pass_at_1', { ci95: [0.1, 0.7] })).toBe('[10.0, 70.0] %');
    expect(formatInterval('e2e_latency_ms_p95', { ci95: [71, 1240] })).toBe('[71.0 ms, 1.24 s]');
    expect(formatInterval('tokens_decode', { ci95: [1, 2] })).toBe('[1.0, 2.0]');
    expect(formatInterval('pass_at_1', { ci95: null })).toBe('–');
  });

  test('durations, bytes and whole numbers', () => {
    expect([0.123, 85.31, 1240, 723_000].map((ms) => formatDuration(ms))).toEqual([
      '0.12 ms',
      '85.3 ms',
      '1.24 s',
      '12 min 3 s',
    ]);
    expect([512, 0.5, 2150, 3_565_158].map((bytes) => formatBytes(bytes))).toEqual([
      '512 B',
      '0.5 B',
      '2.1 KiB',
      '3.40 MiB',
    ]);
    expect(grouped(1_234_567)).toBe('1,234,567');
  });
});

describe('metric catalogue', () => {
  test('scores come before costs, the suite’s own score first', () => {
    const keys = [
      'tokens_decode',
      'plan_exact',
      'pass_at_5',
      'my_score',
      'pass_at_1_with_harness_errors',
      'bytes_per_solve',
      'pass_at_1',
    ];
    expect(orderedMetrics(keys)).toEqual([
      'pass_at_1',
      'pass_at_1_with_harness_errors',
      'pass_at_5',
      'plan_exact',
      'my_score',
      'bytes_per_solve',
      'tokens_decode',
    ]);
  });

  test('a rate with harness errors is explained by its base', () => {
    expect(metricInfo('pass_at_3').label).toBe('pass@3');
    expect(metricInfo('plan_exact_with_harness_errors').meaning).toContain('Harness faults count as 0');
  });
});
