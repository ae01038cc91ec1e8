import { describe, expect, test } from 'vitest';
import { spreadSelection } from './spread-selection.ts';

const kindOf = (item: string): string => item.slice(0, 1);

describe('spreadSelection()', () => {
  test('keeps everything when there is room', () => {
    expect(spreadSelection(['a1', 'b1'], kindOf, 2)).toEqual(['a1', 'b1']);
  });

  test('gives small kinds their place before large ones take more', () => {
    const items = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'c1', 'c2'];
    expect(spreadSelection(items, kindOf, 6)).toEqual(['a2', 'a4', 'a6', 'b1', 'c1', 'c2']);
  });

  test('spreads within a kind over the whole list', () => {
    const items = Array.from({ length: 10 }, (_, index) => `a${index}`);
    expect(spreadSelection(items, kindOf, 2)).toEqual(['a2', 'a7']);
  });

  test('refuses a limit that is no whole number of at least 1', () => {
    expect(() => spreadSelection(['a'], kindOf, 0)).toThrow(RangeError);
    expect(() => spreadSelection(['a'], kindOf, 1.5)).toThrow(RangeError);
  });

  test('has nothing to choose from an empty list', () => {
    expect(spreadSelection([], kindOf, 0)).toEqual([]);
  });
});
