import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CodeTemplate, expandTemplate } from './corpus-template.ts';
import { SandboxError } from '../errors.ts';
import { Program, type ProgramInput } from '../program.ts';
import { VerdictStatus } from '../verdict.ts';

/** Kinds of programs, in the order of the table; `ordinary` ones are those that an over-strict sandbox breaks. */
export const corpusCategories = [
  'never-ending',
  'growing',
  'escaping',
  'forging',
  'flooding',
  'network-and-files',
  'clock-and-randomness',
  'compiler-killing',
  'ordinary',
] as const;
export type CorpusCategory = (typeof corpusCategories)[number];

const Checks = z.strictObject({
  /** What the verdict's value must be when the status is `passed`; key order does not matter. */
  value: z.json().optional(),
  /** Texts that must stand in the verdict's value. */
  valueIncludes: z.array(z.string().min(1)).optional(),
  /** Texts that must stand in the logs. */
  logsInclude: z.array(z.string().min(1)).optional(),
  /** Texts that may stand nowhere in value, logs, error and cases: canaries. */
  excludes: z.array(z.string().min(1)).optional(),
  /** Names of APIs that must have been refused and counted; `a|b` allows either. */
  refused: z.array(z.string().min(1)).optional(),
  /** Nothing may have been refused: the program only uses names of its own. */
  nothingRefused: z.literal(true).optional(),
  /** Exactly so many assertions must have been counted. */
  assertions: z.number().int().nonnegative().optional(),
  /** Bound of `usage.wallMs`, the sandbox's own clock. */
  maxWallMs: z.number().positive().optional(),
  /** Bound of `usage.peakMemoryMiB`. */
  maxPeakMiB: z.number().positive().optional(),
  /** A second run must give the same status, value, logs, error and cases. */
  sameTwice: z.literal(true).optional(),
  /** A run with another seed must give another value: the randomness is seeded, not constant. */
  otherSeedDiffers: z.literal(true).optional(),
});

const Expectation = z
  .strictObject({
    /** Every status that an honest sandbox may report. */
    status: z.union([VerdictStatus.transform((status) => [status]), z.array(VerdictStatus).min(1)]),
    /** States that `passed` would be a forged verdict. */
    notPassed: z.literal(true).optional(),
    checks: Checks.default({}),
  })
  .refine((expect) => expect.notPassed === undefined || !expect.status.includes('passed'), {
    message: 'notPassed contradicts a status list with passed',
  });
type Expectation = z.infer<typeof Expectation>;

const CorpusLine = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  category: z.enum(corpusCategories),
  why: z.string().min(20),
  program: z.record(z.string(), z.json()),
  expect: Expectation,
});

/** One program of the corpus: what it tries, and what a correct sandbox reports. */
export interface CorpusEntry {
  id: string;
  category: CorpusCategory;
  /** What the program tries and why the expected verdict is the right one. */
  why: string;
  /** As a caller would write it: limits that are not named stay the sandbox's own. */
  program: ProgramInput;
  expect: Expectation;
}

/** Reads every `<category>.jsonl` of a directory, checked and with templates written out, ordered by category then line. Throws SandboxError HERMES_SANDBOX_CORPUS. */
export async function loadCorpus(directory: string): Promise<CorpusEntry[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw corpusError(`the corpus directory ${directory} cannot be read.`, cause);
  });
  const files = names.filter((name) => name.endsWith('.jsonl')).map((name) => join(directory, name));
  if (files.length === 0) throw corpusError(`the corpus directory ${directory} holds no .jsonl file.`);
  const parsed = await Promise.all(
    files.map(async (path) => parseCorpus(await readFile(path, 'utf8'), path)),
  );
  const entries = parsed.flat();
  const twice = entries.find((entry, index) => entries.findIndex(({ id }) => id === entry.id) !== index);
  if (twice !== undefined) throw corpusError(`the id ${twice.id} stands twice in ${directory}.`);
  const rank = (entry: CorpusEntry): number => corpusCategories.indexOf(entry.category);
  return entries.sort((a, b) => rank(a) - rank(b));
}

/** Parses one corpus file; its name must be the category of all its lines. Throws SandboxError HERMES_SANDBOX_CORPUS with the line's number. */
export function parseCorpus(text: string, path: string): CorpusEntry[] {
  const category = basename(path, '.jsonl');
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = `${path}:${index + 1}`;
    const entry = parseLine(line, where);
    if (entry.category !== category) {
      throw corpusError(`${where}: the category ${entry.category} belongs into ${entry.category}.jsonl.`);
    }
    return [entry];
  });
}

function parseLine(line: string, where: string): CorpusEntry {
  try {
    const { program, ...rest } = CorpusLine.parse(JSON.parse(line));
    return { ...rest, program: writtenOut(program) };
  } catch (cause) {
    throw corpusError(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

/** The program with its template expanded, checked by the public schema but without that schema's defaults. */
function writtenOut({ codeTemplate, ...program }: Record<string, unknown>): ProgramInput {
  const written =
    codeTemplate === undefined
      ? program
      : { ...program, code: expandTemplate(CodeTemplate.parse(codeTemplate)) };
  Program.parse(written);
  return written as ProgramInput;
}

export function corpusError(message: string, cause?: unknown): SandboxError {
  return new SandboxError('HERMES_SANDBOX_CORPUS', {
    message,
    fix: 'compare the file with fixtures/hostile of the repository.',
    cause,
  });
}
