import { describe, expect, test } from 'vitest';
import type { IndexRow, PageIndex } from '../html/page-data.ts';
import { checkedTerms, matches, parseFilter, toggleTerm } from './filter.ts';

const sample: IndexRow = {
  id: 'coder/PM/micro%2Flist%2Fdbl%2FSum/2',
  chunk: 0,
  suite: 'coder',
  arm: 'PM',
  task: 'micro/list/dbl/Sum',
  sample: 2,
  outcome: 'failed',
  cause: 'case 3: got "[1,2]"',
  scores: { pass: 0, plan_exact: 0.5, mutants_killed: null },
  tokens: 420,
  ms: 85.3,
  tags: ['hard', 'list'],
};

describe('filter grammar', () => {
  test.each([
    ['', true],
    ['s:failed', true],
    ['s:fail', false],
    ['!s:failed', false],
    ['!s:passed suite:cod', true],
    ['arm:pm', true],
    ['tag:hard tag:list', true],
    ['!tag:hard', false],
    ['tier:hard', true],
    ['cause:"case 3"', true],
    ['sum', true],
    ['nothing-like-it', false],
    ['sample:2', true],
    ['sample:3', false],
    ['tokens:>400', true],
    ['tokens:>=420 tokens:<=420 tokens:420', true],
    ['tokens:<420', false],
    ['ms:>85 ms:<86', true],
    ['score.plan_exact:<1', true],
    ['score.mutants_killed:0', false],
    ['score.absent:0', false],
    ['!score.absent:0', true],
    ['unknown:1', false],
    ['constructor:1', false],
  ])('%s → %s', (text, expected) => {
    expect(matches(sample, parseFilter(text))).toBe(expected);
  });

  const outcomes: PageIndex['outcomes'] = [
    ['passed', 'passed', '✓'],
    ['failed', 'failed', '✗'],
  ];

  test.each([
    ['foo:bar s:failed', 1, /no filter “foo:”/],
    ['http://x', 0, /no filter “http:”/],
    ['s:fail', 0, /no outcome “fail”, only passed, failed/],
    ['!s:nothing', 0, /no outcome “nothing”/],
    ['s:passed', 1, null],
    ['tokens:many', 0, /“tokens:” wants a number/],
    ['score.absent:0', 0, /no filter “score.absent:”/],
    ['score.mutants_killed:0 tier:hard word', 3, null],
  ])('%s: what says nothing of these samples is named and not applied', (text, left, problem) => {
    const { terms, problems } = checkedTerms(parseFilter(text), { outcomes, samples: [sample] });
    expect(terms).toHaveLength(left);
    if (problem === null) expect(problems).toEqual([]);
    else expect(problems.join()).toMatch(problem);
  });

  test('several words stand in quotes, an unfinished quote runs to the end', () => {
    expect(parseFilter('cause:"wrong type" !x')).toMatchObject([
      { key: 'cause', value: 'wrong type', not: false },
      { key: null, value: 'x', not: true },
    ]);
    expect(parseFilter('cause:"wrong ty')).toMatchObject([{ key: 'cause', value: 'wrong ty' }]);
  });

  test('a term is switched on and off', () => {
    expect(toggleTerm('a s:failed', 's:failed')).toBe('a');
    expect(toggleTerm('a', 's:failed')).toBe('a s:failed');
    expect(toggleTerm('', 's:failed')).toBe('s:failed');
  });
});
