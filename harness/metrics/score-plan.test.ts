import { expect, test } from 'vitest';
import { scorePlan } from './score-plan.ts';

test('scorePlan() calls equal steps exact, whatever case, white space and full stops', () => {
  expect(scorePlan(['Add them  up.', 'sort'], ['add them up', 'Sort'])).toEqual({ exact: 1, stepsF1: 1 });
});

test('scorePlan() does not call the same steps in another order exact', () => {
  expect(scorePlan(['b', 'a'], ['a', 'b'])).toEqual({ exact: 0, stepsF1: 1 });
});

test('scorePlan() counts a repeated step once per occurrence', () => {
  expect(scorePlan(['a', 'a'], ['a', 'b'])).toEqual({ exact: 0, stepsF1: 0.5 });
});

test('scorePlan() gives an empty plan zero against a real one', () => {
  expect(scorePlan([], ['a'])).toEqual({ exact: 0, stepsF1: 0 });
});
