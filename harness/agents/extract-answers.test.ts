import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Role } from '../contract/chat.ts';
import { extractPlan } from './extract-plan.ts';
import { extractProgram } from './extract-program.ts';
import { extractTests } from './extract-tests.ts';

const Answer = z.object({ id: z.string(), role: Role, entry_point: z.string(), answer: z.string() });
type Answer = z.infer<typeof Answer>;

/** What each recorded answer must give, read from the answers by hand: `LANG SHAPE lines FIRST-LAST`, or the refusal. */
const programs: Record<string, string> = {
  'smol/coder/sumEven': 'js fence lines 2-10',
  'smol/coder/countVowels': 'js fence lines 2-4',
  'smol/coder/isPalindrome': 'js fence lines 2-4',
  'smol/coder/fibonacci': 'js fence lines 2-8',
  'smol/coder/reverseWords': 'js fence lines 2-4',
  'smol/coder/maxOf': 'js fence lines 2-4',
  'smol/coder/unique': 'cut off',
  'smol/coder/groupByLength': 'cut off',
  'smol/coder-loose/sumEven': 'Python',
  'smol/coder-loose/countVowels': 'Python',
  'smol/coder-loose/fibonacci': 'Python',
  'smol/coder-loose/reverseWords': 'holds no code',
  'smol/coder-ts/isPalindrome': 'does not define isPalindrome',
  'smol/coder-ts/maxOf': 'js fence lines 2-4',
  'smol/coder-warm/unique': 'js fence+unclosed+last-of-several lines 19-25',
  'smol/coder-warm/maxOf': 'js fence lines 2-4',
  'smol/coder-cut/groupByLength': 'cut off',
  'smol/coder-cut/isPalindrome': 'holds no code',
  'smol/coder-prefix/fibonacci': 'js fence lines 20-26',
  'smol/coder-prefix/countVowels': 'does not define countVowels',
  'gemma/coder-document/sumEven': 'js fence lines 25-31',
  'gemma/coder-document/isPalindrome': 'js fence lines 29-37',
  'gemma/coder-document/reverseWords': 'js fence lines 46-49',
  'gemma/coder-document/unique': 'does not define unique',
  'gemma/coder-question/countVowels': 'js bare+tail-left-out+prose lines 3-45',
  'gemma/coder-question/fibonacci': 'holds no code',
  'nano/coder/0': 'js fence lines 2-4',
  'nano/coder/word': 'js fence lines 2-4',
  'nano/coder/num': 'js fence lines 2-4',
  'nano/coder/hard': 'js fence lines 2-4',
  'nano/coder-cut/hard': 'cut off',
  'nano/coder-hot/0': 'js fence lines 2-4',
  'nano/coder-hot/1': 'js fence lines 2-4',
};

const tests: Record<string, string> = {
  'smol/tester/sumEven': 'no assertion',
  'smol/tester/countVowels': 'no assertion',
  'smol/tester/fibonacci': 'no assertion',
  'smol/tester/maxOf': 'no assertion',
  'smol/tester/unique': 'no assertion',
  'smol/tester-loose/isPalindrome': 'holds no code',
  'smol/tester-loose/reverseWords': 'no assertion',
  'smol/tester-warm/countVowels': 'fence+joined with assertions in lines 2 3 4 5 10',
  'gemma/tester-document/maxOf': 'cut off',
  'gemma/tester-document/sumEven': 'cut off',
  'nano/tester/0': 'fence with assertions in lines 2 3 4',
  // A repeated line counts where it stands first.
  'nano/tester/word': 'fence with assertions in lines 2 2 4',
  'nano/tester/num': 'fence with assertions in lines 2 3 3',
  'nano/tester-cut/0': 'fence+unclosed+tail-left-out with assertions in lines 2',
  'nano/tester-hot/0': 'fence with assertions in lines 2 3 4',
};

const plans: Record<string, string> = {
  'smol/planner/sumEven': 'no JSON object',
  'smol/planner/isPalindrome': 'no JSON object',
  'smol/planner/reverseWords': 'no JSON object',
  'smol/planner-loose/countVowels': 'no JSON object',
  'smol/planner-loose/groupByLength': 'no JSON object',
  'smol/planner-prefix/unique': 'no JSON object',
  'gemma/planner-document/sumEven': 'multiply each number by two',
  'nano/planner/0':
    'take the absolute value of each number / add 9 to each number / sort them in descending order',
  'nano/planner/hard':
    'keep the multiples of 7 / keep the numbers less than 5 / add 4 to each number / subtract 9 from each number / return them as a list',
  'nano/planner-cut/0': 'cut off',
  'nano/planner-hot/0': 'split the text on spaces / keep the words containing i / sort the list',
};

const answers = ['smollm2-135m-instruct', 'gemma-3-270m', 'nano'].flatMap((name) =>
  readFileSync(`fixtures/answers/${name}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Answer.parse(JSON.parse(line))),
);
const of = (role: Role) =>
  answers.filter((answer) => answer.role === role).map((answer) => [answer.id, answer] as const);

/** The lines of the answer that the code is, when it stands there word for word; the last place counts. */
function linesOf(answer: string, code: string): string {
  const at = answer.lastIndexOf(code);
  if (at === -1) return 'nowhere in the answer';
  const first = answer.slice(0, at).split('\n').length;
  return `${first}-${first + code.split('\n').length - 1}`;
}

describe('answers that real models gave', () => {
  test('every one of them has a label', () => {
    const labelled = [...Object.keys(programs), ...Object.keys(tests), ...Object.keys(plans)];
    expect(labelled.toSorted()).toEqual(answers.map((answer) => answer.id).toSorted());
    expect(answers.length).toBeGreaterThanOrEqual(30);
  });

  test.each(of('coder'))('%s gives its program or its refusal', (id, { answer, entry_point: entryPoint }) => {
    const found = extractProgram(answer, { entryPoint });
    const told =
      found.kind === 'program'
        ? `${found.lang} ${found.shape} lines ${linesOf(answer, found.code)}`
        : found.reason;
    if (found.kind === 'program') expect(told).toBe(programs[id]);
    else expect(told).toContain(programs[id]);
  });

  test.each(of('tester'))('%s gives its tests or its refusal', (id, { answer, entry_point: entryPoint }) => {
    const found = extractTests(answer, { entryPoint });
    const lines = answer.split('\n');
    const told =
      found.kind === 'tests'
        ? `${found.shape} with assertions in lines ${found.assertions.map((one) => lines.indexOf(one) + 1).join(' ')}`
        : found.reason;
    if (found.kind === 'tests') expect(told).toBe(tests[id]);
    else expect(told).toContain(tests[id]);
  });

  test.each(of('planner'))('%s gives its plan or its refusal', (id, { answer }) => {
    const found = extractPlan(answer);
    if (found.kind === 'plan') expect(found.steps.join(' / ')).toBe(plans[id]);
    else expect(found.reason).toContain(plans[id]);
  });
});
