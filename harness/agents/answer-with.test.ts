import { expect, test } from 'vitest';
import type { ChatMessage } from '../contract/chat.ts';
import { answerWith } from './answer-with.ts';

const request = {
  statement: 'Double n.',
  signature: 'function double(n)',
  entryPoint: 'double',
  lang: 'js',
};

test('a model of somebody’s gets the prompt of ours, and its text is read as ours is', async () => {
  const asked: ChatMessage[][] = [];
  const answer = await answerWith(
    'coder',
    { ...request, plan: ['multiply by 2'] },
    {
      complete: (messages) => {
        asked.push(messages);
        return Promise.resolve('Sure!\n```js\nfunction double(n) { return n * 2; }\n```\nDone.');
      },
    },
  );
  expect(answer).toMatchObject({ code: 'function double(n) { return n * 2; }', lang: 'js' });
  const text = asked
    .flat()
    .map(({ content }) => content)
    .join('\n');
  expect(text).toContain('Double n.');
  expect(text).toContain('1. multiply by 2');
});

test('a text without a program is a refusal with its reason, for every role', async () => {
  for (const role of ['planner', 'coder', 'tester'] as const) {
    const answer = await answerWith(role, request, { complete: () => Promise.resolve('No.') });
    expect(answer).toMatchObject({ refusal: { text: 'No.' } });
  }
});

test('a request that is not the role’s is refused', async () => {
  await expect(
    answerWith('coder', { statement: 'x' }, { complete: () => Promise.resolve('') }),
  ).rejects.toThrow(/signature/);
});
