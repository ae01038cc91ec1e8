import { topLevelNames } from '../agents/extract-names.ts';

/** A data set's prompt taken apart: what the agents see, and code that is there already. */
export interface PromptParts {
  entryPoint: string;
  /** Last line of the prompt without its opening bracket. */
  signature: string;
  /** The comment before the entry point as plain text. */
  statement: string;
  /** Code before the entry point, e.g. helper functions; '' when there is none. */
  prelude: string;
  /** The entry point's own opening lines, from its declaration on. */
  opening: string;
}

const declaration =
  /^(?:export[ \t]+)?(?:async[ \t]+)?(?:function[ \t]*\*?[ \t]*([\p{ID_Start}$_][\p{ID_Continue}$]*)|(?:const|let|var)[ \t]+([\p{ID_Start}$_][\p{ID_Continue}$]*)[^=\n]*=[ \t]*(?:async[ \t]*)?(?:function\b|\(|[\p{ID_Start}$_]))/gmu;

/**
 * Takes a prompt apart that ends in the open body of its last function; undefined when it has no function. Comment marks may be
 * missing, as in some editions of MultiPL-E: then all text before the function is the statement.
 */
export function splitPrompt(prompt: string): PromptParts | undefined {
  const last = [...prompt.matchAll(declaration)].at(-1);
  const entryPoint = last?.[1] ?? last?.[2];
  if (last === undefined || entryPoint === undefined) return undefined;
  const opening = prompt.slice(last.index);
  const before = prompt.slice(0, last.index);
  const prelude = topLevelNames(before).length === 0 ? '' : before.trimEnd();
  const comment = prelude === '' ? plainText(before) : lastComment(before);
  return {
    entryPoint,
    signature: opening
      .trim()
      .replace(/\{\s*$/, '')
      .trim(),
    statement: withHelpers(comment ?? `Write ${entryPoint}.`, prelude),
    prelude,
    opening,
  };
}

function withHelpers(statement: string, prelude: string): string {
  return prelude === '' ? statement : `${statement}\n\nThis code is there already:\n${prelude}`;
}

const comments = /\/\*[^]*?\*\/|(?:^[ \t]*\/\/[^\n]*(?:\n|$))+/gm;

function lastComment(text: string): string | undefined {
  const found = text.match(comments)?.at(-1);
  if (found === undefined) return undefined;
  return plainText(found);
}

function plainText(comment: string): string | undefined {
  const plain = comment
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*(?:\/\*+|\/\/)?\s?/, '')
        .replace(/\s*\*+\/\s*$/, '')
        .trimEnd(),
    )
    .join('\n')
    .trim();
  return plain === '' ? undefined : plain;
}
