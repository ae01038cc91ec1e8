import { maskCode } from './extract-lexer.ts';

/** A statement that stands outside every bracket, with its text as written and the same text masked. */
export interface Statement {
  text: string;
  masked: string;
}

/**
 * Splits code into its top-level statements: at semicolons and line ends outside brackets, a line that goes on with an
 * operator, a dot or a bracket belonging to the one before. Comments stay with the statement that follows.
 */
export function topLevelStatements(code: string): Statement[] {
  const masked = maskCode(code).text;
  const cuts = [...cutsOf(masked), masked.length];
  const statements: Statement[] = [];
  let from = 0;
  for (const cut of cuts) {
    const statement = { text: code.slice(from, cut).trim(), masked: masked.slice(from, cut).trim() };
    if (statement.masked.replaceAll(';', '').trim() !== '') statements.push(statement);
    from = cut;
  }
  return statements;
}

/** Code up to its last complete statement, for code that was cut off; `cut` is false, and nothing is left out, when all is complete. */
export function withoutOpenTail(code: string): { code: string; cut: boolean } {
  const masked = maskCode(code);
  if (masked.open.length === 0) return { code, cut: false };
  return { code: code.slice(0, cutsOf(masked.text).at(-1) ?? 0).trimEnd(), cut: true };
}

const opens = '([{';
const closes = ')]}';

function cutsOf(masked: string): number[] {
  const cuts: number[] = [];
  let depth = 0;
  let inTemplate = false;
  for (let at = 0; at < masked.length; at += 1) {
    const char = masked[at] ?? '';
    if (char === '`') inTemplate = !inTemplate;
    if (opens.includes(char)) depth += 1;
    if (closes.includes(char)) depth = Math.max(0, depth - 1);
    const ends = char === ';' || (char === '\n' && endsAtLine(masked, at));
    if (depth === 0 && !inTemplate && ends) cuts.push(at + 1);
  }
  return cuts;
}

const unfinished = /(?:[=,+*/&|?:<>%^!~.-]|\b(?:return|else|of|in|new|typeof|await))\s*$/;
const continues = /^\s*(?:[.,?:*%&|)\]=]|\+(?!\+)|-(?!-)|<|>|else\b|catch\b|finally\b|while\b\s*\(.*\)\s*;)/;

function endsAtLine(masked: string, at: number): boolean {
  const before = masked.slice(masked.lastIndexOf('\n', at - 1) + 1, at);
  if (/(?:\+\+|--)\s*$/.test(before)) return true;
  return !unfinished.test(before) && !continues.test(nextLine(masked, at + 1));
}

function nextLine(masked: string, from: number): string {
  const rest = /\S[^\n]*/g;
  rest.lastIndex = from;
  return rest.exec(masked)?.[0] ?? '';
}
