import { describe, expect, test } from 'vitest';
import { moduleSyntaxOf } from './module-syntax.ts';

describe('moduleSyntaxOf()', () => {
  test.each([
    'export function f() {}',
    'export default 1',
    'export{f}',
    'export * from "a"',
    'const a = 1; export { a }',
    '// a comment\n  import x from "y"',
    '/* licence */ import "x"',
    'function f() {} export { f }',
    'import{readFileSync}from"fs"',
    'import * as x from "y"',
  ])('sees a module: %s', (code) => {
    expect(moduleSyntaxOf(code).isModule).toBe(true);
  });

  test.each([
    'const x = 1',
    'import("x")',
    'foo.export(1)',
    'exports.x = 1',
    'const o = { import: 1 }',
    'import.meta',
    'let important = 1',
  ])('sees no module: %s', (code) => {
    expect(moduleSyntaxOf(code).isModule).toBe(false);
  });

  test('takes time in proportion to the text, whatever is in it', () => {
    const texts = ['\n', ' ', 'import ', 'export\n', 'import (', ';\n \t', '/**/'].map((piece) =>
      piece.repeat(400_000),
    );
    for (const code of texts) expect(moduleSyntaxOf(code)).toBeDefined();
  });
});
