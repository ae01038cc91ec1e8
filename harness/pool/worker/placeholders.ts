import { sha256 } from '../../contract/canonical-json.ts';

/** A piece of a prompt: `template` text may hold special tokens, what others wrote never does. */
export interface Part {
  from: 'template' | 'others';
  text: string;
}

/** Texts that are put aside while a template runs, so that nothing in them is taken for the template's own words. */
export interface Placeholders {
  /** Gives what stands for the text; a plain word stands for itself unless it must `always` be found again. */
  hide(text: string, options?: { always: boolean }): string;
  /** Puts the texts back, escaped where the template wrote them as JSON. */
  reveal(rendered: string): Part[];
}

/** No special token of any vocabulary consists of these alone, and templates compare such words (`"string"`, `"object"`). */
const plainWord = /^[A-Za-z0-9_ .,-]*$/;

/** What placeholders of a template are made of: a word that its own text does not contain. */
export function placeholderTag(template: string): string {
  return `hms${sha256(template).slice(0, 12)}`;
}

/**
 * The line break in the middle of a placeholder tells how often the template wrote it as JSON: not at all, once (`\n`), or twice (`\\n`: as JSON in a string of
 * JSON).
 */
export function createPlaceholders(tag: string): Placeholders {
  const texts: string[] = [];
  const pattern = new RegExp(String.raw`${tag}x(\d+)(\n|\\+n)${tag}`, 'g');
  return {
    hide(text, { always } = { always: false }) {
      if (!always && plainWord.test(text)) return text;
      texts.push(text);
      return `${tag}x${texts.length - 1}\n${tag}`;
    },
    reveal(rendered) {
      const parts: Part[] = [];
      let end = 0;
      for (const match of rendered.matchAll(pattern)) {
        const [whole, index, lineBreak = ''] = match;
        parts.push({ from: 'template', text: rendered.slice(end, match.index) });
        parts.push({ from: 'others', text: escaped(texts[Number(index)] ?? '', depthOf(lineBreak)) });
        end = match.index + whole.length;
      }
      parts.push({ from: 'template', text: rendered.slice(end) });
      const kept = parts.filter(({ text }) => text !== '');
      if (kept.some(({ from, text }) => from === 'template' && text.toLowerCase().includes(tag))) {
        throw new Error('it changes the text of messages or tools');
      }
      return kept;
    },
  };
}

/** `\n` was escaped once, `\\n` twice, `\\\\n` three times. */
function depthOf(lineBreak: string): number {
  return lineBreak === '\n' ? 0 : Math.log2(lineBreak.length - 1) + 1;
}

function escaped(text: string, times: number): string {
  let result = text;
  for (let time = 0; time < times; time++) result = JSON.stringify(result).slice(1, -1);
  return result;
}
