import { describe, expect, test } from 'vitest';
import { extractPlan } from './extract-plan.ts';

describe('extractPlan()', () => {
  const json = '{"steps":["filter the even numbers","add them"]}';
  const steps = ['filter the even numbers', 'add them'];

  test.each([
    ['bare JSON', json],
    ['a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['prose around', `Here's {my} plan: ${json} I hope it's good.`],
    ['more fields', '{"title":"x","steps":["filter the even numbers"," add them "]}'],
    ['brackets in strings before it', `{"note":"}{"}\n${json}`],
    ['an end-of-turn token', `${json}<|im_end|>`],
  ])('reads a plan from %s', (_title, text) => {
    expect(extractPlan(text)).toEqual({ kind: 'plan', steps });
  });

  test.each([
    ['nothing', ' ', 'the answer is empty'],
    [
      'a list in prose',
      '1. filter\n2. add',
      'the answer holds no JSON object (it begins “1. filter 2. add”)',
    ],
    ['a plan cut off', '{"steps":["filter', 'the JSON of the plan is cut off or malformed'],
    [
      'steps of another type',
      '{"steps":[1]}',
      'the JSON is not a plan: steps.0: Invalid input: expected string, received number',
    ],
    [
      'no steps',
      '{"steps":[]}',
      'the JSON is not a plan: steps: Too small: expected array to have >=1 items',
    ],
  ])('refuses %s with the reason', (_title, text, reason) => {
    expect(extractPlan(text)).toEqual({ kind: 'refusal', reason });
  });

  test('ends soon on brackets without end', () => {
    expect(extractPlan('{'.repeat(100_000)).kind).toBe('refusal');
  });
});
