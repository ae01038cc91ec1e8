import type { RealmIsolate } from './realm-isolate.ts';

const maxNames = 50_000;
const identifierPattern = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
const reservedWords = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch this ' +
    'throw true try typeof var void while with yield'
  ).split(' '),
);

/** Every identifier that a source text could mean, without reserved words: what may be the name of a function. */
export function identifiersOf(source: string): string[] {
  const names = new Set<string>();
  for (const [name] of source.matchAll(identifierPattern)) {
    if (!reservedWords.has(name)) names.add(name);
    if (names.size >= maxNames) break;
  }
  return [...names];
}

/**
 * Binds those names that are functions in the program's realm, top-level `const` and `class` too; the values never leave the isolate. The
 * names must come from the program itself: it can learn which were asked for.
 */
export function bindNames(realm: RealmIsolate, names: string[]): void {
  const valid = names.filter((name) => !reservedWords.has(name) && isIdentifier(name));
  const lines = valid.map(
    (name) => `try{typeof ${name}==="function"&&$0(${JSON.stringify(name)},${name})}catch{}`,
  );
  // Strict, so that nothing that runs inside can reach this closure by `caller`.
  realm.context.evalClosureSync(['"use strict"', ...lines].join('\n'), [realm.bind().derefInto()], {
    filename: 'hermes:bind',
  });
}

function isIdentifier(name: string): boolean {
  return new RegExp(`^${identifierPattern.source}$`, 'u').test(name);
}
