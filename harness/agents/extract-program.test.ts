import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { maskCode } from './extract-lexer.ts';
import { extractProgram } from './extract-program.ts';

const add = 'function add(a, b) {\n  return a + b;\n}';
const extract = (text: string) => extractProgram(text, { entryPoint: 'add' });
const shapeOf = (text: string) => {
  const found = extract(text);
  return found.kind === 'program' ? found.shape : `refused: ${found.reason}`;
};
const codeOf = (text: string) => {
  const found = extract(text);
  return found.kind === 'program' ? found.code : `refused: ${found.reason}`;
};

describe('an answer that holds a program', () => {
  const typed = 'function add(a: number, b: number): number {\n  return a + b;\n}';
  const answers: [string, string, string, string][] = [
    ['a fence', `\`\`\`js\n${add}\n\`\`\``, 'fence', add],
    [
      'a fence with prose around',
      `Sure! Here's it:\n\n\`\`\`javascript\n${add}\n\`\`\`\nIt doesn't fail.`,
      'fence',
      add,
    ],
    ['a fence without a tag', `\`\`\`\n${add}\n\`\`\``, 'fence+untagged', add],
    ['a fence with a wrong tag', `\`\`\`python\n${add}\n\`\`\``, 'fence+wrong-tag', add],
    ['a fence with more words after the tag', `\`\`\`js title="add.js"\n${add}\n\`\`\``, 'fence', add],
    ['a fence of tildes', `~~~js\n${add}\n~~~`, 'fence', add],
    [
      'a fence of four that holds three',
      `\`\`\`\`js\n// \`\`\`\n${add}\n\`\`\`\``,
      'fence',
      `// \`\`\`\n${add}`,
    ],
    ['a fence whose closing mark is glued to the code', `\`\`\`js\n${add}\`\`\`\nDone.`, 'fence', add],
    ['a fence that opens in the middle of a line', `Here: \`\`\`js\n${add}\n\`\`\``, 'fence', add],
    ['a fence on one line', '```js const add = (a, b) => a + b;```', 'fence', 'const add = (a, b) => a + b;'],
    ['a fence that was never closed', `\`\`\`js\n${add}`, 'fence+unclosed', add],
    ['Windows line ends', `\`\`\`js\r\n${add.replaceAll('\n', '\r\n')}\r\n\`\`\`\r\n`, 'fence', add],
    ['bare code', add, 'bare', add],
    [
      'bare code with prose around',
      `Here's the function:\n\n${add}\n\nIt's simple, isn't it?`,
      'bare+prose',
      add,
    ],
    ['the end of a fence only, after a prefix', `${add}\n\`\`\`\nThat is all.`, 'bare+prose', add],
    ['end-of-turn tokens', `${add}<|im_end|>`, 'bare', add],
    ['export', `\`\`\`js\nexport ${add}\n\`\`\``, 'fence+export', `export ${add}`],
    [
      'export default',
      '```js\nexport default (a, b) => a + b;\n```',
      'fence+export',
      'export default (a, b) => a + b;',
    ],
    [
      'module.exports',
      `\`\`\`js\n${add}\nmodule.exports = { add };\n\`\`\``,
      'fence+module.exports',
      `${add}\nmodule.exports = { add };`,
    ],
    [
      'an anonymous module.exports',
      '```js\nmodule.exports = (a, b) => a + b;\n```',
      'fence+module.exports',
      'module.exports = (a, b) => a + b;',
    ],
    ['TypeScript', `\`\`\`ts\n${typed}\n\`\`\``, 'fence', typed],
    ['TypeScript in a fence tagged js', `\`\`\`js\n${typed}\n\`\`\``, 'fence+wrong-tag', typed],
    [
      'thinking before the answer',
      `<think>\n\`\`\`js\nfunction add() {}\n\`\`\`\n</think>\n\`\`\`js\n${add}\n\`\`\``,
      'fence',
      add,
    ],
    ['JSON', JSON.stringify({ code: add }), 'json', add],
    ['JSON in a fence', `\`\`\`json\n${JSON.stringify({ solution: add })}\n\`\`\``, 'json', add],
  ];

  test.each(answers)('%s', (...[, text, shape, code]) => {
    expect({ shape: shapeOf(text), code: codeOf(text) }).toEqual({ shape, code });
  });

  test('keeps the code as it was written, errors and all', () => {
    const broken = 'function add(a, b) {\n  retrun a +;\n}';
    expect(codeOf(`\`\`\`js\n${broken}\n\`\`\``)).toBe(broken);
  });

  test('takes the last of several definitions and leaves usage examples alone', () => {
    const better = 'const add = (a, b) => a + b;';
    const text = `\`\`\`js\n${add}\n\`\`\`\nBetter:\n\`\`\`js\n${better}\n\`\`\`\nUse:\n\`\`\`js\nadd(1, 2);\n\`\`\``;
    expect([shapeOf(text), codeOf(text)]).toEqual(['fence+last-of-several', better]);
  });

  test('leaves the statement out in which the answer was cut off, and says so', () => {
    const text = `\`\`\`js\n${add}\n\n// Use:\nconsole.log(add(1,`;
    expect([shapeOf(text), codeOf(text)]).toEqual(['fence+unclosed+tail-left-out', `${add}\n\n// Use:`]);
    expect(shapeOf(`${add}\n\nfunction add(a, b) {\n  return`)).toBe('bare+tail-left-out+prose');
  });

  test('is not misled by the end of a fence that a prefix of the answer opened', () => {
    const text = `${add}\n\`\`\`\n\nExample usage:\n\`\`\`js\nadd(1, 2);\n\`\`\`\nDone.`;
    expect([shapeOf(text), codeOf(text)]).toEqual(['bare+prose', add]);
  });

  test('does not take an import in a usage example for a definition', () => {
    const uses = [
      "const add = require('./add');",
      "const { add } = require('./add');",
      "import { add } from './add.js';",
      "import { plus as add } from './add.js';",
    ];
    for (const use of uses) {
      const text = `\`\`\`js\n${add}\nmodule.exports = add;\n\`\`\`\nUse:\n\`\`\`js\n${use}\nconsole.log(add(1, 2));\n\`\`\``;
      expect(codeOf(text)).toBe(`${add}\nmodule.exports = add;`);
    }
  });

  test('finds the fence inside a fence that wraps the whole answer', () => {
    const text = `\`\`\`markdown\n# Solution\n\`\`\`js\n${add}\n\`\`\`\nIt adds.\n\`\`\``;
    expect([shapeOf(text), codeOf(text)]).toEqual(['fence', add]);
  });

  test('takes the last complete definition when a later one was cut off', () => {
    const text = `\`\`\`js\n${add}\n\`\`\`\nOr:\n\`\`\`js\nfunction add(a, b) {\n  const c =`;
    expect(codeOf(text)).toBe(add);
  });

  test('puts an earlier block before the program only when the program needs it', () => {
    const helper = 'function plus(a, b) { return a + b; }';
    const user = 'const add = (a, b) => plus(a, b);';
    const unrelated = '```js\nfunction sub(a, b) { return a - b; }\n```';
    const text = `${unrelated}\n\`\`\`js\n${helper}\n\`\`\`\nthen\n\`\`\`js\n${user}\n\`\`\``;
    expect([shapeOf(text), codeOf(text)]).toEqual(['fence+joined', `${helper}\n\n${user}`]);
  });

  test.each([
    ['a slash that divides', 'const add = (a, b) => { const c = (a + b) / 1; return c / 1; };'],
    ['brackets in a regular expression', 'const add = (a) => a.replace(/[({"]/g, "").length;'],
    ['brackets in strings and templates', 'const add = (a) => `{${[a].map((x) => `(${x}`)}` + "[" + \'{\';'],
    ['brackets in comments', 'const add = (a) => { // {{{\n  /* ((( */ return a;\n};'],
    ['an arrow chain over lines', 'const add = (list) =>\n  list\n    .map((x) => x + 1)\n    .join();'],
    ['an assignment to globalThis', 'globalThis.add = (a, b) => a + b;'],
    ['a generator', 'function* add(a) { yield a; }'],
    ['a destructured name', 'const { add } = { add: (a, b) => a + b };'],
    ['a class', 'class add { constructor() {} }'],
    ['a renaming export', 'const plus = (a, b) => a + b;\nexport { plus as add };'],
    ['a typed constant', 'const add: (a: number, b: number) => number = (a, b) => a + b;'],
  ])('an unclosed fence with %s is complete', (_title, code) => {
    expect(codeOf(`\`\`\`js\n${code}`)).toBe(code);
  });

  test('tells JavaScript from TypeScript by syntax', () => {
    const langs = [
      add,
      'const add = (a) => (a ? { b: a } : { c: 1 });',
      'function add(a) { switch (a) { case 1: return 2; default: return 3; } }',
      'function add(a: number[]) { return a; }',
      'const add = (a: any) => a as number;',
      'interface P { a: number }\nconst add = (p) => p.a;',
      'const add = <T,>(a: T): T => a;',
    ].map((code) => {
      const found = extract(`\`\`\`\n${code}\n\`\`\``);
      return found.kind === 'program' ? found.lang : found.reason;
    });
    expect(langs).toEqual(['js', 'js', 'js', 'ts', 'ts', 'ts', 'ts']);
  });
});

test('nothing stays open at the end of any source file of this project', () => {
  const files = globSync('{harness,sandbox,reports}/**/*.ts');
  const open = files.filter((path) => maskCode(readFileSync(path, 'utf8')).open.length > 0);
  expect(open).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

describe('an answer that holds none is refused with the reason', () => {
  test.each([
    ['nothing', ' \n ', 'the answer is empty'],
    [
      'prose',
      'I am sorry, I cannot add numbers.',
      'the answer holds no code (it begins “I am sorry, I cannot add numbers.”)',
    ],
    ['another function', '```js\nfunction sum(a, b) { return a + b; }\n```', 'the code defines sum, not add'],
    ['a call only', '```js\nconsole.log(add(1, 2));\n```', 'the code does not define add'],
    [
      'Python',
      '```python\ndef add(a, b):\n    return a + b\n```',
      'the answer is Python, not a definition of add in JavaScript or TypeScript',
    ],
    [
      'a program cut off in a fence',
      '```js\nfunction add(a, b) {\n  if (a) {',
      'the answer was cut off: 2 of its brackets are still open ({ {)',
    ],
    [
      'a program cut off, bare',
      'function add(a, b) {\n  return a +',
      'the answer was cut off: 1 of its brackets is still open ({)',
    ],
    [
      'thinking that never ends',
      '<think>The function add should',
      'the answer ended inside the model’s thinking',
    ],
    [
      'a name in a string or comment only',
      '```js\n// function add() {}\nconst s = "function add() {}";\n```',
      'the code defines s, not add',
    ],
    ['a longer name', '```js\nfunction addAll() {}\n```', 'the code defines addAll, not add'],
  ])('%s', (_title, text, reason) => {
    expect(extract(text)).toEqual({ kind: 'refusal', reason });
  });

  test('never throws and ends soon, whatever it is given', () => {
    const hostile = [
      '`'.repeat(50_000),
      '{'.repeat(50_000),
      '/*'.repeat(20_000),
      '${`'.repeat(20_000),
      '```js\n'.repeat(5_000),
      'add '.repeat(20_000),
      "'".repeat(50_000),
      '\u0000\ud800',
    ];
    for (const text of hostile) expect(extract(text).kind).toBe('refusal');
  });
});
