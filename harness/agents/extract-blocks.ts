import { endOfStatement, maskCode } from './extract-lexer.ts';

/** One piece of an answer that may be code. */
export interface Block {
  text: string;
  /** Language tag of the fence, lower case; '' for a fence without one and for bare code. */
  tag: string;
  container: 'fence' | 'bare';
  /** False for a fence that was never closed. Bare code counts as closed when no bracket stays open. */
  closed: boolean;
}

/** Everything in an answer that may be code: the fences in order, then code that stands bare between them. */
export interface AnswerBlocks {
  fences: Block[];
  bare: Block[];
  /** The answer without what a model says before it answers and without end-of-turn tokens. */
  text: string;
  /** True when the answer ends inside the model's own thinking. */
  unfinishedThought: boolean;
}

/** Splits an answer into blocks. Cuts, never changes: the text of each block stands in the answer as it is. */
export function splitAnswer(answer: string): AnswerBlocks {
  const { text, unfinishedThought } = withoutThinking(answer.replaceAll('\r\n', '\n').replace(/^\uFEFF/, ''));
  const spoken = text.replace(/(?:\s*(?:<\|[a-z_]+\|>|<\/s>|<end_of_turn>|<eos>))+\s*$/, '');
  const { fences, outside } = splitFences(spoken);
  return { fences, bare: bareBlocks(outside), text: spoken, unfinishedThought };
}

function withoutThinking(answer: string): { text: string; unfinishedThought: boolean } {
  const text = answer.replaceAll(/<think(?:ing)?>[^]*?<\/think(?:ing)?>/g, '').replace(/^[^<]*<\/think>/, '');
  const unfinished = /<think(?:ing)?>/.exec(text);
  if (unfinished === null) return { text, unfinishedThought: false };
  return { text: text.slice(0, unfinished.index), unfinishedThought: true };
}

const opening = /((?<!`)`{3,}(?!`)|(?<!~)~{3,}(?!~))[ \t]*([^\n`]*)\n/g;
const inline = /(?<!`)```(?!`)([^\n`]+)```(?!`)/g;

function splitFences(text: string): { fences: Block[]; outside: string } {
  const fences: Block[] = [];
  let outside = '';
  let at = 0;
  for (;;) {
    const found = nextFence(text, at);
    if (found === undefined) return { fences, outside: outside + text.slice(at) };
    outside += `${text.slice(at, found.start)}\n`;
    fences.push(found.block);
    at = found.end;
  }
}

interface FoundFence {
  start: number;
  end: number;
  block: Block;
}

function nextFence(text: string, from: number): FoundFence | undefined {
  opening.lastIndex = from;
  inline.lastIndex = from;
  const whole = opening.exec(text);
  const oneLine = inline.exec(text);
  if (oneLine !== null && (whole === null || oneLine.index < whole.index)) return inlineFence(oneLine);
  if (whole === null) return undefined;
  const body = whole.index + whole[0].length;
  const closing = closingOf(text, body, whole[1] ?? '```') ?? { at: text.length, after: undefined };
  if (isStray(whole, { text, body, closing: closing.at })) return nextFence(text, body);
  const block: Block = {
    text: text.slice(body, closing.at),
    tag: tagOf(whole[2] ?? ''),
    container: 'fence',
    closed: closing.after !== undefined,
  };
  return { start: whole.index, end: closing.after ?? text.length, block };
}

/** Tags of fences that may hold other fences, '' among them. */
const wrapperTags: ReadonlySet<string> = new Set(['', 'md', 'markdown', 'text', 'txt']);

/**
 * A mark without a tag before a fence with one closes what a prefix of the answer opened, or wraps a whole answer; it opens no code
 * itself.
 */
function isStray(
  mark: RegExpExecArray,
  { text, body, closing }: { text: string; body: number; closing: number },
): boolean {
  if (!wrapperTags.has(tagOf(mark[2] ?? ''))) return false;
  const tagged = /^[ \t]*(?:`{3,}|~{3,})[ \t]*[a-z]\w*[ \t]*$/gim;
  tagged.lastIndex = body;
  const next = tagged.exec(text);
  return next !== null && next.index < closing;
}

/** The closing mark: on a line of its own, or glued to the end of a line of code as some models do. */
function closingOf(text: string, from: number, mark: string): { at: number; after: number } | undefined {
  const char = mark[0] ?? '`';
  const run = `${char}{${mark.length},}`;
  const found = new RegExp(`(?:^[ \\t]*|(?<=[^\\n${char}]))${run}[ \\t]*$`, 'gm');
  found.lastIndex = from;
  const closing = found.exec(text);
  if (closing === null || closing.index < from) return undefined;
  return { at: closing.index, after: closing.index + closing[0].length };
}

function inlineFence(found: RegExpExecArray): FoundFence {
  const content = found[1] ?? '';
  const tagged = /^(js|javascript|ts|typescript)\s+(?=\S)/i.exec(content);
  const block: Block = {
    text: tagged === null ? content : content.slice(tagged[0].length),
    tag: tagged?.[1]?.toLowerCase() ?? '',
    container: 'fence',
    closed: true,
  };
  return { start: found.index, end: found.index + found[0].length, block };
}

function tagOf(info: string): string {
  const word = /^\{?\.?([\w+#.-]*)/.exec(info.trim())?.[1] ?? '';
  return word.toLowerCase();
}

const codeLine = [
  /^\s*(?:export\s+(?:default\s+)?)?(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*[(<]/,
  /^\s*(?:export\s+(?:default\s+)?)?(?:abstract\s+)?class\s+[\w$]+[^.]*\{/,
  /^\s*(?:export\s+)?(?:const|let|var)\s+[\w$[{][^=]*=/,
  /^\s*(?:export\s+)?(?:type\s+\w+[^=]*=|interface\s+\w+.*\{|enum\s+\w+\s*\{)/,
  /^\s*import\s.*from\s+['"]|^\s*import\s+['"]|^\s*export\s*[{*]|^\s*export\s+default\b/,
  /^\s*(?:module\.exports|exports\.[\w$]+|globalThis\.[\w$]+)\s*=/,
  /^\s*(?:\/\/|\/\*)/,
  /^\s*['"]use strict['"]/,
  /^\s*(?:assert|console|describe|it|test|expect)(?:\.\w+)*\(/,
  /^\s*[\w$.]+(?:\(.*\)|\s*[-+*/]?=[^=].*);\s*(?:\/\/.*)?$/,
  /^\s*(?:if|for|while|switch)\s*\(.*[{;)]\s*$|^\s*try\s*\{/,
];
const goesOn = /^\s+(?:\.|\?|:|[&|]{1,2}|\+|=>)|^\s*[{}]/;
const comment = /^\s*(?:\/\/|\/\*)/;

/** Runs of code lines in prose; a run ends at the first line outside every bracket that does not read like code. */
function bareBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let run = '';
  let at = 0;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const line = text.slice(at, lineEnd);
    const isCode = codeLine.some((pattern) => pattern.test(line)) || (run !== '' && goesOn.test(line));
    if (isCode) {
      const { end } = endOfStatement(text, at);
      run += text.slice(at, end);
      at = end;
    } else if (line.trim() === '' && run !== '') {
      run += text.slice(at, lineEnd + 1);
      at = lineEnd + 1;
    } else {
      push(blocks, run);
      run = '';
      at = lineEnd + 1;
    }
  }
  push(blocks, run);
  return blocks;
}

function push(blocks: Block[], run: string): void {
  const onlyComments = run.split('\n').every((line) => line.trim() === '' || comment.test(line));
  if (onlyComments) return;
  blocks.push({ text: run.trimEnd(), tag: '', container: 'bare', closed: maskCode(run).open.length === 0 });
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
}
