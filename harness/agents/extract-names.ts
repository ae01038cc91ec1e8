import { maskCode } from './extract-lexer.ts';

/**
 * Whether code gives the entry point a value in any way that JavaScript knows: declaration, assignment, property,
 * method, renaming export, or a default export that may be anonymous. Lenient on purpose: what the program really
 * defines is for the sandbox to say; a call alone is no definition.
 */
export function definesEntryPoint(code: string, entryPoint: string): boolean {
  const masked = maskCode(code).text.replaceAll(importStatements, '');
  return definesByName(masked, entryPoint) || anonymousExport.test(masked);
}

// What is imported is used here, not defined: `const { add } = require('./add')` stands in usage examples.
const importStatements =
  /^[ \t]*import\b[^;\n]*|\b(?:const|let|var)\s+(?:\{[^}]*\}|[\w$]+)\s*=\s*(?:await\s+import|require)\s*\([^)]*\)/gm;

/** Whether the masked code itself binds the name (no default export without a name). */
export function definesByName(masked: string, name: string): boolean {
  const word = wordPattern(name);
  return [
    `\\b(?:function\\s*\\*?|const|let|var|class)\\s+${word}`,
    `\\bfunction\\s*\\*\\s*${word}`,
    `${word}\\s*(?::[^=;(){}]{1,200}(?:\\([^)]*\\)[^=;]{0,200})?)?=(?![=>])`,
    `\\bas\\s+${word}`,
    `(?:const|let|var)\\s*[{[][^=;]*${word}[^=;]*[}\\]]\\s*=`,
    `(?:module\\.)?exports\\s*=\\s*\\{[^;]*${word}\\s*[:(]`,
    `${word}\\s*\\([^()]*\\)\\s*\\{`,
  ].some((pattern) => new RegExp(pattern, 'u').test(masked));
}

/** Names that the code declares at the start of a line, outside everything: what another block of the same answer may need. */
export function topLevelNames(code: string): string[] {
  const masked = maskCode(code).text;
  return [...masked.matchAll(declarationAtLineStart)].map((found) => found[1] ?? '');
}

/** Whether code mentions a name outside strings and comments. */
export function mentions(code: string, name: string): boolean {
  return new RegExp(wordPattern(name), 'u').test(maskCode(code).text);
}

/** Whether code has syntax that only TypeScript knows. Plain JavaScript may look like it now and then; it compiles to itself. */
export function looksLikeTypeScript(code: string): boolean {
  const masked = maskCode(code).text;
  return typeScriptSigns.some((sign) => sign.test(masked));
}

/** The reason a text that is Python gives, or undefined: the commonest wrong language of small models. */
export function looksLikePython(code: string): boolean {
  return /^[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*\([^\n]*\)[^\n]*:[ \t]*(?:#[^\n]*)?$/m.test(code);
}

/** How the code hands its functions out: the module system's forms that answers have. */
export function moduleForm(code: string): 'export' | 'module.exports' | undefined {
  const masked = maskCode(code).text;
  if (/^[ \t]*export\b/m.test(masked)) return 'export';
  if (/(?:^|[^\w$.])(?:module\.)?exports(?:\.[\w$]+)?\s*=/m.test(masked)) return 'module.exports';
  return undefined;
}

const anonymousExport =
  /\bexport\s+default\s+(?:async\s+)?(?:function\s*\*?\s*\(|\([^)]*\)[^={;]*=>|[\w$]+\s*=>)|\bmodule\.exports\s*=\s*(?:async\s+)?(?:function\b|\([^)]*\)\s*=>|[\w$]+\s*=>)/;

const declarationAtLineStart =
  /^(?:export[ \t]+)?(?:async[ \t]+)?(?:function[ \t]*\*?|const|let|var|class|type|interface|enum)[ \t]+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu;

const typeScriptSigns = [
  /^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?interface[ \t]+\w+[^;\n]*\{/m,
  /^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?type[ \t]+\w+[^=;\n]*=/m,
  /^[ \t]*(?:export[ \t]+)?(?:const[ \t]+)?(?:enum|namespace)[ \t]+\w+[ \t]*\{/m,
  /\b(?:const|let|var)\s+[\w$]+\s*:\s*[\w${[(]/,
  /\bfunction\s*\*?\s*[\w$]*\s*<[\w\s,=[\]{}|.]+?(?:\bextends\b[^>(]*)?>\s*\(/,
  /[(,]\s*(?:\.\.\.)?[\w$]+\??\s*:\s*(?:readonly\s+)?(?:number|string|boolean|any|unknown|object|never|void|bigint|symbol|Array|Map|Set|Record|Promise|[A-Z]\w*|\[|\{[^}]*\})/,
  /\)\s*:\s*(?:readonly\s+)?(?:[\w$.]+|\[|\{)[^=;?]{0,200}?(?:\{|=>)/,
  /\bas\s+(?:const|any|unknown|number|string|boolean|never)\b/,
  /\bimport\s+type\b/,
  /\b(?:private|protected|public|readonly)\s+[\w$]+\s*[:;=(]/,
];

function wordPattern(name: string): string {
  return `(?<![\\p{ID_Continue}$])${name.replaceAll('$', '\\$')}(?![\\p{ID_Continue}$])`;
}
