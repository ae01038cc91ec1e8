import { corpusCategories, type CorpusEntry } from './corpus.ts';
import { benignControl, controlComplaints } from './self-check-control.ts';
import { complaintsAbout, differences, sameValue } from './complaints.ts';
import type { ProgramInput } from '../program.ts';
import type { SelfCheckReport, SelfCheckResult } from './self-check-report.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Verdict } from '../verdict.ts';

export { formatSelfCheck, type SelfCheckReport } from './self-check-report.ts';

export interface SelfCheckOptions {
  signal?: AbortSignal | undefined;
  /** Called as each entry is judged. */
  onResult?: ((result: SelfCheckResult) => void) | undefined;
  /** Entries that run side by side, each followed by its own control. Default 1. */
  lanes?: number | undefined;
  /** How long past twice the program's wall limit a verdict may take before it counts as hung. Default 30000. */
  graceMs?: number | undefined;
}

const deadlineGraceMs = 30_000;
const wallMsDefault = 10_000;
const gotCharacters = 240;

/**
 * Runs each entry on any sandbox, each followed by a benign control that must pass the same way every time, and judges the verdicts.
 * Whatever the sandbox does (throw, hang, lie) is a miss in the report. Rejects only with the signal's reason.
 */
export async function selfCheck(
  sandbox: Sandbox,
  entries: readonly CorpusEntry[],
  options: SelfCheckOptions = {},
): Promise<SelfCheckReport> {
  const startedAt = performance.now();
  const results: SelfCheckResult[] = [];
  const run = async (program: ProgramInput): Promise<Outcome> => answer(sandbox, program, options);
  const baseline = await run(benignControl);
  const queue = entries.entries();
  const lane = async (): Promise<void> => {
    for (const [index, entry] of queue) {
      const result = await checkEntry(entry, run, baseline);
      results[index] = result;
      options.onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: options.lanes ?? 1 }, lane));
  return summarize(results, performance.now() - startedAt);
}

function summarize(results: SelfCheckResult[], wallMs: number): SelfCheckReport {
  const rows = corpusCategories
    .map((category) => results.filter((result) => result.category === category))
    .flatMap((some) => {
      const [first] = some;
      if (first === undefined) return [];
      return [{ category: first.category, passed: some.filter(isRight).length, total: some.length }];
    });
  const misses = results.filter((result) => !isRight(result));
  return { rows, passed: results.length - misses.length, total: results.length, misses, wallMs };
}

function isRight(result: SelfCheckResult): boolean {
  return result.complaints.length === 0;
}

type Run = (program: ProgramInput) => Promise<Outcome>;

async function checkEntry(entry: CorpusEntry, run: Run, baseline: Outcome): Promise<SelfCheckResult> {
  const startedAt = performance.now();
  const complaints: string[] = [];
  const first = await run(entry.program);
  if (first.verdict === undefined) complaints.push(first.got);
  else
    complaints.push(
      ...complaintsAbout(entry, first.verdict),
      ...(await repetitions(entry, first.verdict, run)),
    );
  const control = await run(benignControl);
  const afterwards =
    control.verdict === undefined ? [control.got] : controlComplaints(control.verdict, baseline.verdict);
  return {
    id: entry.id,
    category: entry.category,
    complaints: [...complaints, ...afterwards.map((text) => `control: ${text}`)],
    expected: expectedText(entry),
    got: first.got,
    wallMs: performance.now() - startedAt,
  };
}

async function repetitions(entry: CorpusEntry, first: Verdict, run: Run): Promise<string[]> {
  const { sameTwice, otherSeedDiffers } = entry.expect.checks;
  const complaints: string[] = [];
  if (sameTwice === true) {
    const second = await run(entry.program);
    complaints.push(...(second.verdict === undefined ? [second.got] : differences(first, second.verdict)));
  }
  if (otherSeedDiffers === true) {
    const other = await run({ ...entry.program, seed: (entry.program.seed ?? 0) + 1 });
    if (other.verdict === undefined) complaints.push(other.got);
    else if (sameValue(first, other.verdict)) complaints.push('another seed gave the same value');
  }
  return complaints;
}

/** A verdict, or none and why; `got` says it in one inert line. */
interface Outcome {
  verdict?: Verdict | undefined;
  got: string;
}

async function answer(sandbox: Sandbox, program: ProgramInput, options: SelfCheckOptions): Promise<Outcome> {
  options.signal?.throwIfAborted();
  const deadlineMs = 2 * (program.limits?.wallMs ?? wallMsDefault) + (options.graceMs ?? deadlineGraceMs);
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([deadline, ...(options.signal === undefined ? [] : [options.signal])]);
  try {
    const verdict = await Promise.race([sandbox.run(program, { signal }), aborted(signal)]);
    return { verdict, got: gotText(verdict) };
  } catch (error) {
    options.signal?.throwIfAborted();
    return {
      got: deadline.aborted ? `no verdict in ${deadlineMs} ms` : `the sandbox threw ${inert(String(error))}`,
    };
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function expectedText({ expect }: CorpusEntry): string {
  const checks = Object.entries(expect.checks).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return inert([expect.status.join(' or '), ...checks].join(', '));
}

function gotText(verdict: Verdict): string {
  const { status, assertions, cases, usage } = verdict;
  const text =
    status === 'passed'
      ? `value ${verdict.value ?? '(none)'}`
      : `${verdict.error?.name}: ${verdict.error?.message}`;
  const counted = `${assertions?.failed}/${assertions?.total} assertions failed, ${cases?.length} cases`;
  return inert(
    `${status}: ${text} (${counted}, ${Math.round(usage?.wallMs)} ms, ${Math.round(usage?.peakMemoryMiB)} MiB)`,
  );
}

function inert(text: string): string {
  const cut = text.length > gotCharacters ? `${text.slice(0, gotCharacters)}…` : text;
  return JSON.stringify(cut).slice(1, -1).replaceAll('\\"', '"');
}
