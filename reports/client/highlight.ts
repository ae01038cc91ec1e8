import { inert } from '../../harness/contract/inert.ts';
import { type Child, h } from './dom.ts';

/** A sign beside a line of a listing; `word` is read out. */
export interface Mark {
  sign: string;
  tone: 'good' | 'bad';
  word: string;
}

const token = new RegExp(
  [
    '(?<comment>\\/\\/[^\\n]*|\\/\\*[\\s\\S]*?(?:\\*\\/|$))',
    '(?<string>\'(?:\\\\.|[^\'\\\\\\n])*\'?|"(?:\\\\.|[^"\\\\\\n])*"?|`(?:\\\\[\\s\\S]|[^`\\\\])*`?)',
    '(?<number>\\b\\d[\\w.]*)',
    '(?<keyword>\\b(?:async|await|break|case|catch|class|const|continue|default|delete|do|else|export|extends|false|finally|for|function|if|import|in|instanceof|interface|let|new|null|of|return|static|super|switch|this|throw|true|try|type|typeof|undefined|var|void|while|yield)\\b)',
    '(?<call>[A-Za-z_$][\\w$]*(?=\\s*\\())',
  ].join('|'),
  'gu',
);

/** JavaScript or TypeScript as a numbered listing, coloured token by token; `marks` puts a sign and a tone beside lines (from 0). */
export function listing(code: string, marks: ReadonlyMap<number, Mark> = new Map()): HTMLElement {
  const lines: Child[][] = [[]];
  for (const [text, kind] of tokens(inert(code))) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push(kind === null ? part : h('span', { class: `k-${kind}` }, part));
    });
  }
  const rows = lines.map((parts, index) => {
    const mark = marks.get(index);
    return h(
      'span',
      { class: mark === undefined ? 'line' : `line ${mark.tone}` },
      marks.size > 0 &&
        h(
          'span',
          { class: 'mark' },
          mark === undefined ? ' ' : mark.sign,
          mark !== undefined && h('span', { class: 'hidden' }, mark.word),
        ),
      parts,
      '\n',
    );
  });
  return h('pre', { class: 'code', tabindex: '0' }, h('code', {}, rows));
}

function tokens(code: string): [text: string, kind: string | null][] {
  const found: [string, string | null][] = [];
  let at = 0;
  // Beyond this, colour costs more than it helps.
  if (code.length > 200_000) return [[code, null]];
  for (const match of code.matchAll(token)) {
    if (match.index > at) found.push([code.slice(at, match.index), null]);
    const [kind = null] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
    found.push([match[0], kind]);
    at = match.index + match[0].length;
  }
  if (at < code.length) found.push([code.slice(at), null]);
  return found;
}
