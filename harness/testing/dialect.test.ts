import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from './cli.ts';

/** What a file may not say, and where it says it: the text of each place. */
interface Rule {
  title: string;
  find: (code: string) => string[];
  /** Code that breaks the rule, and code beside it that does not. */
  planted: { bad: string[]; good: string[] };
}

const rules: Rule[] = [
  {
    title: 'a module constant is written in camelCase, a schema in PascalCase, never in UPPER_CASE',
    find: (code) => placesOf(code, /^(?:export )?(?:const|let) [A-Z][A-Z0-9]*_[A-Z0-9_]*\b.*$/gm),
    planted: {
      bad: ['const MAX_TRIES = 4;', 'export const LOG_2_BYTES: number = 1;'],
      good: ['const maxTries = 4;', 'export const Task = z.object({});', "  HERMES_RUN_EMPTY: 'x',"],
    },
  },
  {
    title: 'a field of an interface is not readonly: nothing of ours is changed by who did not make it',
    find: (code) =>
      placesOf(code, /^(?:export )?interface [^{]*\{[\s\S]*?^\}/gm).flatMap((body) =>
        placesOf(body, /^ {2,}readonly \w+\??:.*$/gm),
      ),
    planted: {
      bad: [
        'export interface Term {\n  readonly key: string;\n}',
        'interface A {\n  b: {\n    readonly c: 1;\n  };\n}',
      ],
      good: ['interface A {\n  key: readonly string[];\n}', 'class A {\n  readonly key = 1;\n}'],
    },
  },
  {
    title: 'an optional field says that it may be undefined',
    find: (code) =>
      placesOf(code, /^(?:export )?interface [^{]*\{[\s\S]*?^\}/gm).flatMap((body) =>
        placesOf(body, /^ {2,}\w+\?: .*;$/gm).filter((line) => !/\bundefined;$|: unknown;$/.test(line)),
      ),
    planted: {
      bad: ['interface A {\n  signal?: AbortSignal;\n}'],
      good: ['interface A {\n  signal?: AbortSignal | undefined;\n  cause?: unknown;\n}'],
    },
  },
  {
    title: 'a field that may be undefined is given as it is, not spread on a condition',
    find: (code) =>
      placesOf(
        code,
        /\.\.\.\(\s*[\w.?[\]']+ (?:===|!==) undefined\s*(?:\?\s*\{|&&\s*\{|\?\s*\(?\{\}|\?[^:]*:\s*\{).*$/gm,
      ),
    planted: {
      bad: [
        'f({ ...(signal === undefined ? {} : { signal }) });',
        'f({ ...(a.b !== undefined && { b: a.b }) });',
        'f({ ...(a !== undefined ? { a } : {}) });',
      ],
      good: ['f({ signal });', 'f([...(a === undefined ? [] : [a])]);'],
    },
  },
  {
    title: 'what an error says begins with a small letter and ends with a full stop',
    find: (code) =>
      errorsOf(code).flatMap((error) =>
        literalsOf(error, 'message').filter((text) => /^(?:[A-Z][a-z]|[A-Z] )/.test(text) || !isEnded(text)),
      ),
    planted: {
      bad: [
        "new HermesError('HERMES_RUN_EMPTY', {\n  message: 'Nothing to do.',\n  fix: 'choose.',\n});",
        "new SandboxError('HERMES_SANDBOX_SPAWN', { message: 'it failed', fix: 'choose.' });",
      ],
      good: [
        "new HermesError('HERMES_RUN_EMPTY', { message: 'nothing to do.', fix: 'choose.' });",
        "new HermesError('HERMES_RUN_EMPTY', { message: `HERMES_SEED is ${'wrong'}: ${why}`, fix });",
      ],
    },
  },
  {
    title: 'the fix of an error is a sentence or a command with a full stop, or a question',
    find: (code) =>
      errorsOf(code).flatMap((error) => literalsOf(error, 'fix').filter((text) => !isEnded(text))),
    planted: {
      bad: ["new HermesError('HERMES_RUN_EMPTY', {\n  message: 'nothing.',\n  fix: 'choose a suite',\n});"],
      good: [
        "new HermesError('HERMES_RUN_EMPTY', { message: 'nothing.', fix: `did you mean '${guess}'?` });",
      ],
    },
  },
];

function placesOf(code: string, pattern: RegExp): string[] {
  return [...code.matchAll(pattern)].map(([text]) => text.trim());
}

/** What is given to each error that is made in the code, as text. */
function errorsOf(code: string): string[] {
  return placesOf(code, /new (?:HermesError|SandboxError)\([\s\S]*?\}\)(?=[;,)\n]| )/g);
}

/** String literals given for a field; what a template is filled with counts as its text. */
function literalsOf(error: string, field: string): string[] {
  const literal = new RegExp(
    String.raw`\b${field}: *\n? *(?:'([^'\n]*)'|"([^"\n]*)"|\x60([^\x60]*)\x60),?$`,
    'gm',
  );
  const inLine = new RegExp(
    String.raw`\b${field}: (?:'([^'\n]*)'|"([^"\n]*)"|\x60([^\x60\n]*)\x60)(?=, \w| \})`,
    'g',
  );
  return [...error.matchAll(literal), ...error.matchAll(inLine)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

function isEnded(text: string): boolean {
  return /[.?!}]$/.test(text);
}

const sources = globSync('{harness,sandbox,reports,suites,examples}/**/*.ts', { cwd: repositoryRoot })
  .filter((path) => !/(?:^|\/)(?:gen|node_modules|dist)\/|\.test\.ts$/.test(path))
  .map((path) => ({ path, code: readFileSync(join(repositoryRoot, path), 'utf8') }));

test('all sources are read', () => {
  expect(sources.length).toBeGreaterThan(300);
});

describe.each(rules)('$title', ({ find, planted }) => {
  test('a planted violation is seen, and nothing beside it', () => {
    expect(planted.bad.filter((code) => find(code).length === 0)).toEqual([]);
    expect(planted.good.filter((code) => find(code).length > 0)).toEqual([]);
  });

  test('holds in every source', () => {
    expect(sources.flatMap(({ path, code }) => find(code).map((text) => `${path}: ${text}`))).toEqual([]);
  });
});
