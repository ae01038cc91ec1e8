import { maskCode } from './extract-lexer.ts';
import {
  definesByName,
  definesEntryPoint,
  looksLikePython,
  looksLikeTypeScript,
  mentions,
  moduleForm,
  topLevelNames,
} from './extract-names.ts';
import { withoutOpenTail } from './extract-statements.ts';
import { splitAnswer, type AnswerBlocks, type Block } from './extract-blocks.ts';

/** A program as the coder wrote it, character by character, or why the answer holds none. */
export type ExtractedProgram =
  | {
      kind: 'program';
      code: string;
      lang: 'js' | 'ts';
      /** What the answer looked like: `fence`, `bare` or `json`, then what was special about it, e.g. `fence+untagged+export`. */
      shape: string;
    }
  | { kind: 'refusal'; reason: string };

/**
 * Takes the program out of a coder's answer of any shape. It selects and cuts; it never repairs: what it returns stands in
 * the answer as the model wrote it. Of several blocks that define the entry point the last complete one counts; an unfinished
 * statement at the end of an answer that was cut off is left out, which the shape names. Anything else is a refusal
 * whose reason says what was missing; never throws.
 */
export function extractProgram(text: string, options: { entryPoint: string }): ExtractedProgram {
  const answer = splitAnswer(text);
  if (answer.text.trim() === '') return refuse(emptyReason(answer));
  const fromJson = codeInJson(answer, options.entryPoint);
  if (fromJson !== undefined) return fromJson;
  const defines = (block: Block) => definesEntryPoint(block.text, options.entryPoint);
  const fences = answer.fences.filter(defines);
  const candidates = fences.length > 0 ? fences : answer.bare.filter(defines);
  const complete = candidates.map(completePart).filter(defines);
  const chosen = complete.at(-1);
  if (chosen !== undefined) return programOf(chosen, answer, complete);
  const cut = candidates.at(-1);
  if (cut !== undefined) return refuse(cutReason(cut));
  return refuse(missingReason(answer, options.entryPoint));
}

/** Languages of fences that are JavaScript or TypeScript by name. */
export const scriptTags: Readonly<Record<string, 'js' | 'ts'>> = {
  js: 'js',
  javascript: 'js',
  jsx: 'js',
  mjs: 'js',
  cjs: 'js',
  node: 'js',
  nodejs: 'js',
  ecmascript: 'js',
  ts: 'ts',
  typescript: 'ts',
  tsx: 'ts',
  mts: 'ts',
};

/** A block as far as it is complete: of one that was cut off, the statement it was cut in is left out. */
export interface CompleteBlock extends Block {
  /** The block as it stands in the answer. */
  whole: Block;
  /** Whether a statement was left out at the end. */
  tailLeftOut: boolean;
}

/** Leaves out the unfinished last statement of a block that was cut off; a closed fence stays as it is, right or wrong. */
export function completePart(block: Block): CompleteBlock {
  if (block.closed) return { ...block, whole: block, tailLeftOut: false };
  const { code, cut } = withoutOpenTail(block.text);
  return { ...block, text: code, whole: block, tailLeftOut: cut };
}

/** Why a block that was cut off cannot be used. */
export function cutReason(block: Block): string {
  const open = maskCode(block.text).open;
  return `the answer was cut off: ${open.length} of its brackets ${open.length === 1 ? 'is' : 'are'} still open (${open.join(' ')})`;
}

function programOf(
  chosen: CompleteBlock,
  answer: AnswerBlocks,
  candidates: readonly Block[],
): ExtractedProgram {
  const { code, joined } = withHelpers(chosen, answer);
  const tagged = scriptTags[chosen.tag];
  const lang = tagged === 'ts' || looksLikeTypeScript(code) ? 'ts' : 'js';
  const form = moduleForm(code);
  const differing = new Set(candidates.map((block) => block.text.trim())).size;
  const marks = [
    ...containerMarks(chosen, lang),
    ...(chosen.container === 'bare' && hasProse(answer, chosen) ? ['prose'] : []),
    ...(differing > 1 ? ['last-of-several'] : []),
    ...(joined ? ['joined'] : []),
    ...(form === undefined ? [] : [form]),
  ];
  return { kind: 'program', code, lang, shape: marks.join('+') };
}

function containerMarks(chosen: CompleteBlock, lang: 'js' | 'ts'): string[] {
  const isFence = chosen.container === 'fence';
  return [
    chosen.container,
    ...(isFence && chosen.tag === '' ? ['untagged'] : []),
    ...(isWrongTag(chosen, lang) ? ['wrong-tag'] : []),
    ...(isFence && !chosen.closed ? ['unclosed'] : []),
    ...(chosen.tailLeftOut ? ['tail-left-out'] : []),
  ];
}

/** Puts earlier blocks of the answer before the chosen one when it uses names that only they declare. */
function withHelpers(chosen: CompleteBlock, answer: AnswerBlocks): { code: string; joined: boolean } {
  const peers = chosen.container === 'fence' ? answer.fences : answer.bare;
  const parts = [chosen.text];
  for (const block of peers.slice(0, peers.indexOf(chosen.whole)).reverse()) {
    if (!block.closed || (block.tag !== '' && scriptTags[block.tag] === undefined)) continue;
    const code = parts.join('\n');
    const needed = topLevelNames(block.text).some(
      (name) => mentions(code, name) && !definesByName(maskCode(code).text, name),
    );
    const again = topLevelNames(block.text).some((name) => topLevelNames(code).includes(name));
    if (needed && !again) parts.unshift(block.text);
  }
  return { code: parts.map((part) => part.trimEnd()).join('\n\n'), joined: parts.length > 1 };
}

function codeInJson(answer: AnswerBlocks, entryPoint: string): ExtractedProgram | undefined {
  const only =
    answer.fences.length === 1 && answer.fences[0]?.tag === 'json' ? answer.fences[0].text : answer.text;
  const parsed = parseObject(only);
  if (parsed === undefined) return undefined;
  for (const key of ['code', 'program', 'solution', 'answer', 'completion']) {
    const code = parsed[key];
    if (typeof code !== 'string' || !definesEntryPoint(code, entryPoint)) continue;
    return { kind: 'program', code, lang: looksLikeTypeScript(code) ? 'ts' : 'js', shape: 'json' };
  }
  return undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.trim().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isWrongTag(block: Block, lang: 'js' | 'ts'): boolean {
  if (block.container !== 'fence' || block.tag === '') return false;
  const tagged = scriptTags[block.tag];
  return tagged === undefined || (tagged === 'js' && lang === 'ts');
}

function hasProse(answer: AnswerBlocks, chosen: Block): boolean {
  return answer.text.trim() !== chosen.text.trim();
}

function emptyReason(answer: AnswerBlocks): string {
  return answer.unfinishedThought ? 'the answer ended inside the model’s thinking' : 'the answer is empty';
}

function missingReason(answer: AnswerBlocks, entryPoint: string): string {
  const blocks = [...answer.fences, ...answer.bare];
  if (looksLikePython(answer.text))
    return `the answer is Python, not a definition of ${entryPoint} in JavaScript or TypeScript`;
  const names = [...new Set(blocks.flatMap((block) => topLevelNames(block.text)))].slice(0, 5);
  if (names.length > 0) return `the code defines ${names.join(', ')}, not ${entryPoint}`;
  if (blocks.length > 0) return `the code does not define ${entryPoint}`;
  return `the answer holds no code (it begins “${answer.text.trim().slice(0, 60).replaceAll(/\s+/g, ' ')}”)`;
}

function refuse(reason: string): ExtractedProgram {
  return { kind: 'refusal', reason };
}
