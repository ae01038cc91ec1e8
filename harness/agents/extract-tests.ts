import { splitAnswer, type AnswerBlocks, type Block } from './extract-blocks.ts';
import { definesByName, looksLikePython, mentions, topLevelNames } from './extract-names.ts';
import { completePart, cutReason, scriptTags, type CompleteBlock } from './extract-program.ts';
import { topLevelStatements, type Statement } from './extract-statements.ts';

/** Test code as the tester wrote it, or why the answer holds none. */
export type ExtractedTests =
  | {
      kind: 'tests';
      /** Body of an async function that sees the entry point and `assert`. */
      code: string;
      /** Single assertion statements that need nothing else of the code, in order; empty where they cannot be told apart. */
      assertions: string[];
      /** What the answer looked like and what was left out of it, e.g. `fence+imports-left-out`. */
      shape: string;
    }
  | { kind: 'refusal'; reason: string };

/**
 * Takes the tests out of a tester's answer. Statements are taken whole and unchanged; left out, and named in the shape, are only
 * imports (the sandbox provides `assert` and the entry point), a copy of the function under test, which would otherwise be
 * judged in place of the program, and the statement in which an answer was cut off. Never throws.
 */
export function extractTests(text: string, options: { entryPoint: string }): ExtractedTests {
  const answer = splitAnswer(text);
  if (answer.text.trim() === '') {
    return refuse(
      answer.unfinishedThought ? 'the answer ended inside the model’s thinking' : 'the answer is empty',
    );
  }
  const fences = answer.fences.filter(hasAssertion);
  const candidates = fences.length > 0 ? fences : answer.bare.filter(hasAssertion);
  const complete = candidates.map(completePart).filter(hasAssertion);
  const cut = candidates.at(-1);
  if (cut === undefined) return refuse(missingReason(answer));
  if (complete.length === 0) return refuse(cutReason(cut));
  return testsOf(complete, options.entryPoint);
}

/** Assertion statements of test code that mention no name which another of its statements declares, in order; in a time that grows with the length of the code. */
export function singleAssertions(code: string): string[] {
  const statements = topLevelStatements(code);
  const declared = new Set(statements.flatMap((statement) => topLevelNames(statement.text)));
  return statements
    .filter(({ masked }) => assertionStatement.test(masked))
    .filter(({ masked }) => !(masked.match(words) ?? []).some((word) => declared.has(word)))
    .map((statement) => statement.text);
}

const words = /[\p{ID_Continue}$]+/gu;

const assertion = /(?<![\w$.])(?:assert(?:\.[\w$]+)*|console\s*\.\s*assert)\s*\(/;
const assertionStatement = /^(?:await\s+)?(?:assert(?:\.[\w$]+)*|console\s*\.\s*assert)\s*\(/;
const importStatement =
  /^import\b|^(?:const|let|var)\s+(?:\{[^}]*\}|[\w$]+)\s*=\s*(?:await\s+import|require)\s*\(/;

function hasAssertion(block: Block): boolean {
  return topLevelStatements(block.text).some((statement) => assertion.test(statement.masked));
}

function testsOf(blocks: readonly CompleteBlock[], entryPoint: string): ExtractedTests {
  const statements = blocks.flatMap((block) => topLevelStatements(block.text));
  const kept = statements.filter((statement) => !importStatement.test(statement.masked));
  const own = kept.filter((statement) => definesFunction(statement, entryPoint));
  const tests = kept.filter((statement) => !own.includes(statement));
  const code = tests.map((statement) => statement.text).join('\n');
  if (!tests.some((statement) => assertion.test(statement.masked))) {
    return refuse(`the assertions stand inside the answer's own copy of ${entryPoint}`);
  }
  if (!mentions(code, entryPoint)) return refuse(`the assertions never use ${entryPoint}`);
  const marks = [
    ...containerMarks(blocks),
    ...(kept.length < statements.length ? ['imports-left-out'] : []),
    ...(own.length > 0 ? ['own-copy-left-out'] : []),
  ];
  return { kind: 'tests', code, assertions: singleAssertions(code), shape: marks.join('+') };
}

function containerMarks(blocks: readonly CompleteBlock[]): string[] {
  const [first] = blocks;
  if (first === undefined) return [];
  const marks: string[] = [first.container];
  if (first.container === 'fence' && scriptTags[first.tag] === undefined) {
    marks.push(first.tag === '' ? 'untagged' : 'wrong-tag');
  }
  if (blocks.some((block) => !block.closed && block.container === 'fence')) marks.push('unclosed');
  if (blocks.some((block) => block.tailLeftOut)) marks.push('tail-left-out');
  if (blocks.length > 1) marks.push('joined');
  return marks;
}

function definesFunction(statement: Statement, entryPoint: string): boolean {
  return definesByName(statement.masked, entryPoint) && !assertionStatement.test(statement.masked);
}

function missingReason(answer: AnswerBlocks): string {
  if (/\bexpect\s*\(/.test(answer.text)) return 'the tests use expect(), not assert';
  if (looksLikePython(answer.text) || /^\s*assert [^(]/m.test(answer.text)) return 'the tests are Python';
  if (answer.fences.length + answer.bare.length > 0) return 'the code holds no assertion';
  return `the answer holds no code (it begins “${answer.text.trim().slice(0, 60).replaceAll(/\s+/g, ' ')}”)`;
}

function refuse(reason: string): ExtractedTests {
  return { kind: 'refusal', reason };
}
