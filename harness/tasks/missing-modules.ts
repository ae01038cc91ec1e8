import { maskCode } from '../agents/extract-lexer.ts';

/** Modules that code in the sandbox can have. */
const known = /^(?:(?:node:)?assert(?:\/strict)?|@jest\/globals|vitest)$/;
const patterns = [
  /\brequire\(\s*(['"])(?<name>[^'"\n]+)\1\s*\)/g,
  /\bimport\b[^'"\n;]*?(['"])(?<name>[^'"\n]+)\1/g,
];

/** Names of modules that code asks for and that are not there, in the order in which they are named; comments and texts do not count. */
export function missingModules(code: string): string[] {
  const masked = maskCode(code).text;
  const found = patterns
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .filter(({ 0: whole, index }) => masked.slice(index).startsWith(whole.slice(0, 6)))
    .map(({ groups, index }) => ({ name: groups?.['name'] ?? '', index }))
    .filter(({ name }) => !known.test(name))
    .toSorted((a, b) => a.index - b.index);
  return [...new Set(found.map(({ name }) => name))];
}

/** Why a task of a published set cannot be judged here, or undefined: what its prompt or its hidden test imports is not there. */
export function unjudgeable(item: {
  task: { test?: string | undefined; prelude?: string | undefined };
  completes: { kind: 'prompt'; prompt: string } | { kind: 'answer' };
}): string | undefined {
  const prompt = item.completes.kind === 'prompt' ? item.completes.prompt : (item.task.prelude ?? '');
  const [ofTest] = missingModules(item.task.test ?? '');
  if (ofTest !== undefined) return `its hidden test needs the module "${ofTest}", which is not there`;
  const [ofPrompt] = missingModules(prompt);
  return ofPrompt === undefined ? undefined : `its prompt needs the module "${ofPrompt}", which is not there`;
}
