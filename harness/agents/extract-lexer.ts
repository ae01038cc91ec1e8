/** Source text of which only the code is left: what strings, comments and regular expressions hold is blank. */
export interface MaskedCode {
  /** As long as the source, lines where they were; delimiters of strings stay. */
  text: string;
  /** Everything still open at the end (brackets, strings, comments), outermost first; empty when the code is complete. */
  open: string[];
}

/**
 * Blanks everything in JavaScript or TypeScript that is not code, so that regular expressions can look at what is left.
 * Never throws: text that is not code gives some mask, too. Reads at most once over the text.
 */
export function maskCode(source: string): MaskedCode {
  const scan = scanCode(source, source.length);
  return { text: scan.out.join(''), open: scan.open };
}

/** Index just behind the first line end at or after `start` at which no bracket, string or comment is open; the text's length if there is none. */
export function endOfStatement(source: string, start: number): { end: number; closed: boolean } {
  const scan = scanCode(source.slice(start), 0);
  return { end: start + scan.at, closed: scan.open.length === 0 };
}

interface Scan {
  source: string;
  at: number;
  out: string[];
  open: string[];
  /** The last token that was code; decides whether a slash divides or opens a regular expression. */
  last: string;
}

const closers: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
const beforeRegExp = /^(?:return|typeof|case|in|of|do|else|void|delete|throw|new|instanceof|yield|await)$/;
const patterns = {
  comment: /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y,
  string: /'(?:\\[^]|[^'\\\n])*'?|"(?:\\[^]|[^"\\\n])*"?/y,
  template: /(?:\\[^]|\$(?!\{)|[^`\\$])*/y,
  regExp: /\/(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y,
  word: /[\p{ID_Continue}$]+/uy,
};

/** Scans to the end of the source, or to the first line end outside everything when that lies behind `until`. */
function scanCode(source: string, until: number): Scan {
  const scan: Scan = { source, at: 0, out: [], open: [], last: '' };
  while (scan.at < source.length) {
    const char = source[scan.at] ?? '';
    if (char === '\n' && scan.open.length === 0 && scan.at >= until) {
      scan.at += 1;
      break;
    }
    step(scan, char);
  }
  return scan;
}

function step(scan: Scan, char: string): void {
  if (scan.open.at(-1) === '`') return stepTemplate(scan, char);
  const comment = match(scan, patterns.comment);
  if (comment !== undefined) return blankComment(scan, comment);
  const string = match(scan, patterns.string);
  if (string !== undefined) return blankInside(scan, string);
  if (char === '/' && mayStartRegExp(scan.last)) {
    const regExp = match(scan, patterns.regExp);
    if (regExp !== undefined) return blankInside(scan, regExp);
  }
  const word = match(scan, patterns.word);
  if (word !== undefined) return emit(scan, word, word);
  if (char.trim() !== '') trackBracket(scan, char);
  emit(scan, char, char.trim() === '' ? scan.last : char);
}

function stepTemplate(scan: Scan, char: string): void {
  if (char === '`') {
    scan.open.pop();
    return emit(scan, char, char);
  }
  if (scan.source.startsWith('${', scan.at)) {
    scan.open.push('${');
    return emit(scan, '${', '{');
  }
  const chunk = match(scan, patterns.template) ?? char;
  emit(scan, blank(chunk), '`');
}

function trackBracket(scan: Scan, char: string): void {
  if (char === '`' || char === '(' || char === '[' || char === '{') {
    scan.open.push(char);
    return;
  }
  const opener = closers[char];
  if (opener === undefined) return;
  const top = scan.open.at(-1);
  if (top === opener || (char === '}' && top === '${')) scan.open.pop();
}

function blankComment(scan: Scan, comment: string): void {
  emit(scan, blank(comment), scan.last);
  if (comment.startsWith('/*') && !(comment.length >= 4 && comment.endsWith('*/'))) scan.open.push('/*');
}

/** Blanks all but the first and last character; a string that a line end cut off stays closed, as a line end closes it. */
function blankInside(scan: Scan, literal: string): void {
  const first = literal[0] ?? '';
  const ended = literal.length > 1;
  const text = ended ? first + blank(literal.slice(1, -1)) + first : first;
  emit(scan, text, '"');
}

function mayStartRegExp(last: string): boolean {
  return last === '' || beforeRegExp.test(last) || !/[\p{ID_Continue}$)\]}"`]$/u.test(last);
}

function emit(scan: Scan, text: string, last: string): void {
  scan.out.push(text);
  scan.at += text.length;
  scan.last = last;
}

function match(scan: Scan, pattern: RegExp): string | undefined {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.source)?.[0];
  return found === undefined || found === '' ? undefined : found;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
