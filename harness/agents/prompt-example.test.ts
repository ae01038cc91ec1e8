import { expect, test } from 'vitest';
import { createSandbox } from '../../sandbox/index.ts';
import type { Role } from '../contract/chat.ts';
import { extractPlan } from './extract-plan.ts';
import { extractProgram } from './extract-program.ts';
import { extractTests } from './extract-tests.ts';
import { loadPrompts, renderPrompt } from './render-prompt.ts';

const entryPoint = 'longestWord';

function exampleAnswer(role: Role, fence: 'js' | 'ts' = 'js'): string {
  const messages = renderPrompt(loadPrompts('standard'), role, { fence });
  return messages.find((message) => message.role === 'assistant')?.content ?? '';
}

test('the example that instruct models are shown is right: its plan is a plan, and its program passes its own assertions', async () => {
  expect(extractPlan(exampleAnswer('planner'))).toMatchObject({ kind: 'plan', steps: { length: 3 } });
  const tests = extractTests(exampleAnswer('tester'), { entryPoint });
  const program = extractProgram(exampleAnswer('coder'), { entryPoint });
  if (tests.kind === 'refusal' || program.kind === 'refusal') throw new TypeError('the example is no answer');
  expect(tests).toMatchObject({ shape: 'fence', assertions: { length: 4 } });
  expect(program).toMatchObject({ shape: 'fence', lang: 'js' });
  await using sandbox = await createSandbox({ workers: 1 });
  const verdict = await sandbox.run({ code: program.code, entryPoint, test: tests.code });
  expect(verdict).toMatchObject({ status: 'passed', assertions: { total: 4, failed: 0 } });
});

test('the example is in the language of the task', () => {
  expect(extractProgram(exampleAnswer('coder', 'ts'), { entryPoint })).toMatchObject({ lang: 'ts' });
});
