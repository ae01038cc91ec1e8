import { decodeParsed } from '../isolate/realm/decode.ts';
import type { CallOutcome, Report } from '../isolate/job.ts';
import type { Limits, Program } from '../program.ts';
import {
  type CaseResult,
  type Levels,
  type ProgramError,
  type TestFault,
  Verdict,
  type VerdictStatus,
} from '../verdict.ts';
import { type Death, deathText, isForeignDeath, isMemoryDeath } from './death.ts';
import type { Execution, ExecutionEnd } from './execute.ts';
import { displayTextOf, equalsJson, jsonTextOf } from './json-values.ts';
import { inertJson, inertText, programStack } from './program-text.ts';

const maxErrorBytes = 16_384;
const maxNameBytes = 300;
const maxActualCharacters = 2000;
/** A program whose limits are complete. */
export type Bounded = Program & { limits: Limits };

/** Errors of a test body that say "wrong answer": a failed assertion, or a result that is no data at all. */
const failures = new Set(['AssertionError', 'CrossingError']);

export interface Judgement {
  program: Bounded;
  execution: Execution;
  levels: Levels;
  engine: Record<string, string>;
  tainted: boolean;
}

/** What a verdict says beside what every verdict carries. */
type Finding = {
  status: VerdictStatus;
  error?: ProgramError | undefined;
  value?: string | undefined;
  cases?: CaseResult[] | undefined;
};

/** The verdict of an execution, from the supervisor's facts first and the program's report last. */
export function judge(judgement: Judgement): Verdict {
  const { program, execution, levels, engine, tainted } = judgement;
  const { ending, logs, usage } = execution;
  const finding = findingOf(ending, program);
  const { cases = [] } = finding;
  const report = ending.type === 'report' ? ending.report : undefined;
  const assertions = report?.assertions ?? { total: 0, failed: 0 };
  return Verdict.parse({
    ...inertFinding(finding),
    logs: inertText(logs, program.limits.logBytes),
    assertions: {
      total: assertions.total + cases.length,
      failed: assertions.failed + cases.filter(({ passed }) => !passed).length,
    },
    cases,
    usage,
    levels,
    engine,
    tainted,
    crossing: program.crossing,
    testFault: faultOf(ending),
    notes: notesOf(ending, program),
    refused: Object.fromEntries(
      Object.entries(report?.refused ?? {}).map(([name, count]) => [inertText(name, maxNameBytes), count]),
    ),
  });
}

function faultOf(ending: ExecutionEnd): TestFault | undefined {
  if (ending.type === 'refused') return ending.isTest === true ? 'syntax' : undefined;
  return ending.type === 'report' && ending.report.test?.k === 'error' ? ending.report.testFault : undefined;
}

const noteTexts: Record<string, string> = {
  instance:
    'an instance of a class came back as its own properties, under a class that stands for its own: its methods and getters did not cross.',
  part: 'an error came back without those of its properties that are no data.',
  changed: 'the program changed an argument: the test has a copy and cannot notice.',
};

/** What did not cross as it was; said with crossing `data` only, where it happens. */
function notesOf(ending: ExecutionEnd, { crossing }: Program): string[] {
  if (ending.type !== 'report' || crossing !== 'data') return [];
  const seen = new Set(ending.report.notes);
  return Object.entries(noteTexts).flatMap(([what, text]) => (seen.has(what) ? [text] : []));
}

/** What a verdict says of a finding: the error, or the value where there is one. */
function inertFinding({ status, error, value }: Finding): object {
  if (error !== undefined) return { status, error: inertError(error) };
  return value === undefined ? { status } : { status, value };
}

/** Whether a process ended that neither the supervisor nor, as far as can be told, the program ended: no verdict may be made of it. */
export function isLost(ending: ExecutionEnd): boolean {
  return ending.type === 'crash' && !isMemoryDeath(ending.exit) && isForeignDeath(ending.exit);
}

/** Whether an ending may have another cause than the program, so that the program has to be tried again alone. */
export function isDoubtful(ending: ExecutionEnd): boolean {
  return ending.type === 'crash' || isAtLimit(ending);
}

/** Whether an ending depends on a limit. */
export function isAtLimit(ending: ExecutionEnd): boolean {
  if (ending.type === 'limit') return true;
  if (ending.type === 'report') return ending.report.outOfMemory;
  return ending.type === 'crash' && isMemoryDeath(ending.exit);
}

function findingOf(ending: ExecutionEnd, program: Bounded): Finding {
  switch (ending.type) {
    case 'limit':
      return ending.hit === 'memory' ? outOfMemory(program) : timedOut(ending.hit, program);
    case 'crash':
      return isMemoryDeath(ending.exit) ? outOfMemory(program) : crashed(ending.exit);
    case 'flood':
      return errored('OutputError', 'The program said more than its limits allow.');
    case 'refused':
      return errored(ending.name ?? 'SyntaxError', ending.message.trim());
    case 'report':
      return ending.report.outOfMemory ? outOfMemory(program) : judgeReport(ending.report, program);
  }
}

function judgeReport(report: Report, program: Bounded): Finding {
  if (report.broken !== undefined) return { status: 'errored', error: errorOf(report.broken) };
  const cases = (program.cases ?? []).map(({ expected }, index) =>
    caseResult(report.cases[index], { expected, index }),
  );
  const value = valueOf(report.value, program.limits.outputBytes);
  const complaint = complaintOf(report, { program, cases, valueError: value?.error });
  if (complaint !== undefined) return { ...complaint, cases };
  return { status: 'passed', cases, value: value?.text };
}

/** The first thing that is wrong: with the value, a case, the test, or what was left over. */
function complaintOf(
  { test, assertions, uncaught }: Report,
  {
    program,
    cases,
    valueError,
  }: { program: Bounded; cases: CaseResult[]; valueError: ProgramError | undefined },
): Finding | undefined {
  if (valueError !== undefined) return { status: 'errored', error: valueError };
  const wrong = cases.find(({ passed }) => !passed);
  if (wrong !== undefined) return { status: 'failed', error: caseError(wrong) };
  if (test?.k === 'error') {
    return { status: failures.has(test.e.n) ? 'failed' : 'errored', error: errorOf(test.e, 'test.js') };
  }
  if (assertions.failed > 0) return failed('AssertionError', 'An assertion failed.');
  if (uncaught !== undefined) return { status: 'errored', error: errorOf(uncaught) };
  return isVacuous(program, assertions.total)
    ? failed('NoAssertionsError', 'Nothing was asserted: zero assertions are a failure.')
    : undefined;
}

function isVacuous({ cases, test }: Program, assertions: number): boolean {
  if (test !== undefined) return assertions === 0;
  return cases?.length === 0;
}

function caseResult(
  outcome: CallOutcome | undefined,
  { expected, index }: { expected: unknown; index: number },
): CaseResult {
  if (outcome === undefined) return { index, passed: false, error: 'The case was not reached.' };
  if (outcome.k === 'error') {
    return {
      index,
      passed: false,
      error: inertText(`${outcome.e.n}: ${outcome.e.m}`, maxActualCharacters),
    };
  }
  try {
    const actual = inertText(displayTextOf(outcome.v, maxActualCharacters), 4 * maxActualCharacters);
    return { index, passed: equalsJson(decodeParsed(outcome.v, { isPlain: true }), expected), actual };
  } catch {
    return { index, passed: false, error: 'The result could not be read.' };
  }
}

function caseError({ index, actual, error }: CaseResult): ProgramError {
  const what = error ?? `got ${actual?.slice(0, 500)}`;
  return { name: 'CaseError', message: `case ${index + 1}: ${what}`, stack: '' };
}

function valueOf(
  outcome: CallOutcome | undefined,
  maxBytes: number,
): { text?: string | undefined; error?: ProgramError | undefined } | undefined {
  if (outcome === undefined) return undefined;
  if (outcome.k === 'error') return { error: errorOf(outcome.e) };
  try {
    const text = jsonTextOf(outcome.v);
    if (text === undefined) return {};
    const inert = inertJson(text);
    if (Buffer.byteLength(inert) <= maxBytes) return { text: inert };
  } catch {
    return { error: { name: 'OutputError', message: 'The result could not be read.', stack: '' } };
  }
  return {
    error: { name: 'OutputError', message: `The result is larger than ${maxBytes} bytes.`, stack: '' },
  };
}

function errorOf({ n, m, s }: { n: string; m: string; s: string }, file?: string): ProgramError {
  return { name: n, message: m, stack: programStack(s, file) };
}

function inertError({ name, message, stack }: ProgramError): ProgramError {
  return {
    name: inertText(name, maxNameBytes),
    message: inertText(message, maxErrorBytes),
    stack: inertText(stack, maxErrorBytes),
  };
}

function failed(name: string, message: string): Finding {
  return { status: 'failed', error: { name, message, stack: '' } };
}

function errored(name: string, message: string): Finding {
  return { status: 'errored', error: { name, message, stack: '' } };
}

function timedOut(hit: 'cpu' | 'wall', { limits }: Bounded): Finding {
  const message =
    hit === 'cpu'
      ? `The program was stopped after ${limits.cpuMs} ms of CPU time.`
      : `The program was stopped after ${limits.wallMs} ms.`;
  return { status: 'timed-out', error: { name: 'TimeoutError', message, stack: '' } };
}

function outOfMemory({ limits }: Bounded): Finding {
  const message = `The program used more than ${limits.memoryMiB} MiB.`;
  return { status: 'out-of-memory', error: { name: 'MemoryError', message, stack: '' } };
}

function crashed(exit: Death): Finding {
  return errored('CrashError', `The program ended its process (${deathText(exit)}) without a verdict.`);
}
