import { expect, test } from 'vitest';
import { splitPrompt } from './prompt-parts.ts';

test('a prompt is taken apart into statement, signature, helpers and opening', () => {
  expect(splitPrompt('const k = 2;\n\n/* Double x. */\nasync function double(x) {\n')).toEqual({
    entryPoint: 'double',
    signature: 'async function double(x)',
    statement: 'Double x.\n\nThis code is there already:\nconst k = 2;\n\n/* Double x. */',
    prelude: 'const k = 2;\n\n/* Double x. */',
    opening: 'async function double(x) {\n',
  });
});

test.each([
  ['an arrow function', '/* Double. */\nconst double = (x) => {\n', 'const double = (x) =>'],
  [
    'types',
    '//Double.\nfunction double(x: number | undefined): { y: number } {\n',
    'function double(x: number | undefined): { y: number }',
  ],
  ['a function expression', '// Double.\nvar double = function (x) {\n', 'var double = function (x)'],
  [
    'an example that looks like code',
    '/* Double.\nfunction other() {}\n*/\nfunction double(x){\n',
    'function double(x)',
  ],
])('%s is found', (_title, prompt, signature) => {
  expect(splitPrompt(prompt)).toMatchObject({ entryPoint: 'double', signature, prelude: '' });
});

test('comment marks that are missing, stray quotes and backticks do not hide the function', () => {
  const prompt =
    "//It doesn't matter ` how\nit's {written, e.g. 'x'\n>>> double(1)\n2\nfunction double(x) {\n";
  expect(splitPrompt(prompt)).toMatchObject({
    entryPoint: 'double',
    statement: "It doesn't matter ` how\nit's {written, e.g. 'x'\n>>> double(1)\n2",
    prelude: '',
  });
});

test('a prompt without a function gives nothing', () => {
  expect(splitPrompt('// Write something.\n')).toBeUndefined();
});
