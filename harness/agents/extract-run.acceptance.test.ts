import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { extractProgram } from './extract-program.ts';
import { extractTests } from './extract-tests.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const fenced = (code: string, tag = 'js') => `\`\`\`${tag}\n${code}\n\`\`\``;

async function statusOf(answer: string): Promise<string> {
  const found = extractProgram(answer, { entryPoint: 'add' });
  if (found.kind === 'refusal') return found.reason;
  const { code, lang } = found;
  const verdict = await sandbox.run({
    code,
    lang,
    entryPoint: 'add',
    cases: [{ args: [1, 2], expected: 3 }],
  });
  return verdict.status === 'passed'
    ? 'passed'
    : `${found.shape}: ${verdict.status} ${verdict.error.message}`;
}

describe('what is extracted runs in the sandbox', () => {
  test.each([
    ['a function', 'function add(a, b) { return a + b; }'],
    ['an arrow function', 'const add = (a, b) => a + b;'],
    ['an exported function', 'export function add(a, b) { return a + b; }'],
    ['a default export with a name', 'export default function add(a, b) { return a + b; }'],
    ['a default export without a name', 'export default (a, b) => a + b;'],
    ['an export list', 'const sum = (a, b) => a + b;\nexport { sum as add };'],
    ['module.exports of an object', 'function add(a, b) { return a + b; }\nmodule.exports = { add };'],
    ['module.exports of a function', 'module.exports = (a, b) => a + b;'],
    ['exports.add', 'exports.add = (a, b) => a + b;'],
    [
      'a function with its usage below',
      'function add(a, b) { return a + b; }\n\n// Example usage:\nconsole.log(add(1, 2));',
    ],
    ['types in a fence tagged js', 'function add(a: number, b: number): number { return a + b; }'],
    ['an async function', 'async function add(a, b) { return a + b; }'],
  ])('%s', async (_title, code) => {
    expect(await statusOf(fenced(code))).toBe('passed');
  });

  test('helpers from an earlier fence', async () => {
    const answer = `${fenced('const plus = (a, b) => a + b;')}\nthen\n${fenced('const add = (a, b) => plus(a, b);')}`;
    expect(await statusOf(answer)).toBe('passed');
  });
});

test('recorded answers of the embedded model are judged: programs by the hidden cases, assertions by the reference', async () => {
  const lines = readFileSync('fixtures/answers/nano.jsonl', 'utf8').trim().split('\n');
  const answers = lines.map((line) => JSON.parse(line) as Recorded);
  const told: Record<string, string> = {};
  for (const { id, role, entry_point: entryPoint, answer, reference, cases } of answers) {
    const program = { code: reference, entryPoint };
    if (role === 'coder') {
      const found = extractProgram(answer, { entryPoint });
      if (found.kind === 'refusal') continue;
      told[id] = (await sandbox.run({ ...program, code: found.code, cases })).status;
    } else if (role === 'tester') {
      const found = extractTests(answer, { entryPoint });
      if (found.kind === 'refusal') continue;
      const verdicts = await Promise.all(
        found.assertions.map((one) => sandbox.run({ ...program, test: one })),
      );
      told[id] = verdicts.map((verdict) => verdict.status).join(' ');
    }
  }
  expect(told).toEqual({
    'nano/coder/0': 'passed',
    'nano/coder/word': 'passed',
    'nano/coder/num': 'passed',
    'nano/coder/hard': 'passed',
    'nano/coder-hot/0': 'failed',
    'nano/coder-hot/1': 'passed',
    'nano/tester/0': 'failed failed failed',
    'nano/tester/word': 'passed passed passed',
    'nano/tester/num': 'failed failed failed',
    'nano/tester-cut/0': 'failed',
    'nano/tester-hot/0': 'failed failed failed',
  });
});

interface Recorded {
  id: string;
  role: string;
  entry_point: string;
  answer: string;
  reference: string;
  cases: { args: never[]; expected: never }[];
}
