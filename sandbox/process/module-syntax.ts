const exportOrImport = /\b(?:export|import)\b/g;
const dynamicImport = /\bimport\s*\(/;
const require = /\brequire\s*\(/;
const whiteSpace = /\s/;

/** What a source text uses of modules. Found by words, not by parsing: a wrong yes only costs a compilation. Linear in the text's length. */
export interface ModuleSyntax {
  /** `import` or `export` where a statement may begin. */
  isModule: boolean;
  hasDynamicImport: boolean;
  hasRequire: boolean;
}

/** Looks a source text over. */
export function moduleSyntaxOf(code: string): ModuleSyntax {
  return {
    isModule: code.matchAll(exportOrImport).some(({ 0: word, index }) => isStatement(code, word, index)),
    hasDynamicImport: dynamicImport.test(code),
    hasRequire: require.test(code),
  };
}

function isStatement(code: string, word: string, index: number): boolean {
  const before = lastSolid(code, index);
  if (before !== '' && !';}/'.includes(before) && !startsLine(code, index)) return false;
  const after = code.slice(index + word.length, index + word.length + 64).trimStart()[0] ?? '';
  return word === 'import' ? !'(.='.includes(after) : !'=.:,)'.includes(after);
}

/** The last character before a place that is not white space, or ''. */
function lastSolid(code: string, index: number): string {
  let at = index - 1;
  while (at >= 0 && whiteSpace.test(code[at] as string)) at -= 1;
  return code[at] ?? '';
}

function startsLine(code: string, index: number): boolean {
  let at = index - 1;
  while (at >= 0 && (code[at] === ' ' || code[at] === '\t')) at -= 1;
  return at < 0 || '\n\r\u2028\u2029'.includes(code[at] as string);
}
