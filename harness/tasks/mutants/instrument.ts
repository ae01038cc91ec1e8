import { Instrumenter } from '@stryker-mutator/instrumenter';
import { spreadSelection } from './spread-selection.ts';
import { withoutSwitches } from './switches.ts';

/** One small change of a program, as Stryker names it. */
export interface Mutant {
  /** Position in the full list of the program's mutants; the same with and without a limit. */
  id: number;
  /** Kind of change, e.g. `EqualityOperator`. */
  mutator: string;
  /** Source text that takes the place of the original expression or block. */
  replacement: string;
  /** Line of the original source, from 1. */
  line: number;
  /** Column in that line, from 1. */
  column: number;
}

/** A program instrumented once, with all its mutants in it. */
export interface MutantProgram {
  /** By id, ascending. */
  mutants: readonly Mutant[];
  /**
   * Source of the program with one mutant in place, or with none (`null`): the same text but for that place, so that nobody who sees one of them can tell
   * which it is. Needs nothing from its host and keeps every top-level name. Throws RangeError for an id that is not in `mutants`.
   */
  programFor: (id: number | null) => string;
}

export interface InstrumentOptions {
  /** Keep at most this many mutants: every kind gets its turn, and within a kind they are spread over the program. */
  limit?: number | undefined;
}

/** Package and version that decides what the mutants of a program are; part of every digest about mutants. */
export const instrumenterVersion = '@stryker-mutator/instrumenter@10.1.1';

/**
 * Instruments a program with the mutants of `@stryker-mutator/instrumenter`: equal code gives equal mutants, ids and sources.
 * Rejects with the parser's SyntaxError when the code does not parse.
 */
export async function instrument(
  code: string,
  lang: 'js' | 'ts',
  options: InstrumentOptions = {},
): Promise<MutantProgram> {
  const { content, mutants: all } = await instrumented(code, lang);
  const mutants = spreadSelection(all, (mutant) => mutant.mutator, options.limit ?? all.length);
  const ids = new Set(mutants.map((mutant) => mutant.id));
  const textFor = withoutSwitches(content, lang);
  return {
    mutants,
    programFor(id) {
      if (id !== null && !ids.has(id)) throw new RangeError(`the program has no mutant ${id}`);
      return textFor(id);
    },
  };
}

async function instrumented(
  code: string,
  lang: 'js' | 'ts',
): Promise<{ content: string; mutants: Mutant[] }> {
  const file = { name: `program.${lang}`, mutate: true, content: code };
  const options = { excludedMutations: [], ignorers: [], plugins: null, noHeader: true };
  const result = await new Instrumenter(silentLogger).instrument([file], options);
  const mutants = result.mutants
    .map((mutant) => ({
      id: Number(mutant.id),
      mutator: mutant.mutatorName,
      replacement: mutant.replacement,
      line: mutant.location.start.line + 1,
      column: mutant.location.start.column + 1,
    }))
    .sort((a, b) => a.id - b.id);
  return { content: result.files[0]?.content ?? code, mutants };
}

const silent = (): void => undefined;
const no = (): boolean => false;
const silentLogger = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
} as const;
