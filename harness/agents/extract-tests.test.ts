import { describe, expect, test } from 'vitest';
import { extractTests, singleAssertions } from './extract-tests.ts';

const extract = (text: string) => extractTests(text, { entryPoint: 'add' });
const one = 'assert.deepEqual(add(1, 2), 3);';
const two = "assert.deepEqual(add('a;', \"b)\"), 'a;b)');";

describe('an answer that holds tests', () => {
  test('lines of assertions in a fence are told apart', () => {
    expect(extract(`\`\`\`js\n${one}\n${two}\n\`\`\``)).toEqual({
      kind: 'tests',
      code: `${one}\n${two}`,
      assertions: [one, two],
      shape: 'fence',
    });
  });

  test('assertions over several lines, on one line and without semicolons are told apart', () => {
    const long = 'assert.deepEqual(\n  add(1, 2),\n  3,\n)';
    const found = extract(
      `\`\`\`js\n${long}\nassert(add(0, 0) === 0); console.assert(add(1, 1) === 2)\nassert.ok(\n  add(2, 2)\n)\n\`\`\``,
    );
    expect(found).toMatchObject({
      assertions: [
        long,
        'assert(add(0, 0) === 0);',
        'console.assert(add(1, 1) === 2)',
        'assert.ok(\n  add(2, 2)\n)',
      ],
    });
  });

  test('an assertion that needs another statement is not listed alone, and the code keeps both', () => {
    const text = `\`\`\`js\nconst three = 3;\nassert.equal(add(1, 2), three);\n${one}\n\`\`\``;
    expect(extract(text)).toMatchObject({
      code: `const three = 3;\nassert.equal(add(1, 2), three);\n${one}`,
      assertions: [one],
    });
  });

  test('assertions inside a function stay together', () => {
    const code = `function check() {\n  ${one}\n}\ncheck();`;
    expect(extract(`\`\`\`js\n${code}\n\`\`\``)).toMatchObject({ code, assertions: [] });
  });

  test('imports are left out and named, since the sandbox provides what they bring', () => {
    const text = `\`\`\`ts\nimport assert from 'node:assert';\nimport { add } from './add';\nconst { strict } = require('assert');\n${one}\n\`\`\``;
    expect(extract(text)).toMatchObject({ code: one, shape: 'fence+imports-left-out' });
  });

  test("the answer's own copy of the function is left out, so that the program is what is judged", () => {
    const text = `\`\`\`js\nfunction add(a, b) {\n  return 3;\n}\n${one}\n\`\`\``;
    expect(extract(text)).toMatchObject({ code: one, assertions: [one], shape: 'fence+own-copy-left-out' });
  });

  test('several fences are joined, bare lines are found in prose', () => {
    expect(extract(`First:\n\`\`\`js\n${one}\n\`\`\`\nThen:\n\`\`\`js\n${two}\n\`\`\``)).toMatchObject({
      assertions: [one, two],
      shape: 'fence+joined',
    });
    expect(extract(`Here's a test:\n\n${one}\n\nThat's it.`)).toMatchObject({
      assertions: [one],
      shape: 'bare',
    });
  });
});

test('singleAssertions() finds in extracted code what extraction found in the answer', () => {
  const found = extract(
    `\`\`\`js\nlet three;\nthree = 3;\nassert.equal(add(1, 2), three);\n${one}\n${two}\n\`\`\``,
  );
  if (found.kind !== 'tests') throw new Error(found.reason);
  expect(found.assertions).toEqual([one, two]);
  expect(singleAssertions(found.code)).toEqual(found.assertions);
});

describe('an answer that holds none is refused with the reason', () => {
  test.each([
    ['nothing', '', 'the answer is empty'],
    ['no assertion', '```js\nconsole.log(add(1, 2));\n```', 'the code holds no assertion'],
    [
      'expect()',
      '```js\ntest("x", () => { expect(add(1, 2)).toBe(3); });\n```',
      'the tests use expect(), not assert',
    ],
    ['another function', '```js\nassert(sum(1, 2) === 3);\n```', 'the assertions never use add'],
    ['Python', '```python\nassert add(1, 2) == 3\n```', 'the tests are Python'],
    [
      'cut off',
      '```js\nassert.deepEqual(add([1, 2',
      'the answer was cut off: 3 of its brackets are still open (( ( [)',
    ],
    ['an assertion in a string', '```js\nconst s = "assert(add(1))";\n```', 'the code holds no assertion'],
    [
      'assertions inside its own copy',
      '```js\nfunction add(a) {\n  assert(a);\n}\n```',
      "the assertions stand inside the answer's own copy of add",
    ],
  ])('%s', (_title, text, reason) => {
    expect(extract(text)).toEqual({ kind: 'refusal', reason });
  });
});
