import type { ProgramInput, Sandbox } from '../../sandbox/index.ts';
import type { JudgedMutants } from '../tasks/mutants/equivalent-mutants.ts';
import type { Task } from '../contract/task.ts';
import { judge } from './judge.ts';
import type { Trail } from './trail.ts';

/** What scoring a tester needs beside its tests. */
export interface TestScoring {
  sandbox: Sandbox;
  trail: Trail;
  task: Task;
  /** Single assertions of the tester, in its order; one that is said twice counts once. */
  assertions: readonly string[];
  limits: { cpuMs: number; wallMs?: number | undefined; memoryMiB?: number | undefined };
  /** How many assertions are tried, and the CPU time that they have together on the reference; the others do not hold. */
  caps: { max: number; cpuMs: number };
  mutantsOf(task: Task): Promise<JudgedMutants>;
  signal?: AbortSignal | undefined;
}

/**
 * Scores a tester's assertions: which hold on the reference, and how many wrong programs (mutants of the reference and the task's own wrong
 * programs) those that hold reject. The reference is judged in the very form its mutants have, so that no assertion can tell them apart but by what they do.
 * Writes scores and counts into the trail.
 */
export async function scoreTests(scoring: TestScoring): Promise<void> {
  const { trail, task } = scoring;
  const assertions = [...new Set(scoring.assertions)];
  const { program, countable, reference: status } = await scoring.mutantsOf(task);
  const reference = status === 'passed' ? program.programFor(null) : task.reference;
  const held = await assertionsThatHold(scoring, assertions, reference);
  const killing = (await areSound(scoring, held, reference)) ? held : [];
  const mutants = countable.map((mutant) => ({
    name: `mutant-${mutant.id}`,
    code: program.programFor(mutant.id),
    what: `${mutant.mutator} in line ${mutant.line}: ${mutant.replacement}`,
  }));
  const wrong = (task.wrong ?? []).map((code, index) => ({
    name: `wrong-${index}`,
    code,
    what: 'wrong program',
  }));
  const killed = await rejected(scoring, killing, mutants);
  const caught = await rejected(scoring, killing, wrong);
  trail.transcript.push({
    type: 'note',
    text: JSON.stringify({
      assertions,
      held: assertions.map((assertion) => held.includes(assertion)),
      killed: mutants.filter((item) => killed.has(item.name)).map((item) => item.what),
      alive: mutants.filter((item) => !killed.has(item.name)).map((item) => item.what),
      wrongCaught: wrong.map((item) => caught.has(item.name)),
    }),
  });
  const total = assertions.length;
  const share = (count: number, of: number) => (of === 0 ? null : count / of);
  trail.scores.assertions_hold = total === 0 ? 0 : held.length / total;
  trail.scores.tests_all_hold = total > 0 && held.length === total ? 1 : 0;
  trail.scores.mutants_killed = share(killed.size, mutants.length);
  trail.scores.wrong_caught = share(caught.size, wrong.length);
  trail.counts.assertions_total = total;
  trail.counts.assertions_held = held.length;
  trail.counts.mutants_total = mutants.length;
  trail.counts.mutants_killed = killed.size;
  trail.counts.wrong_total = wrong.length;
  trail.counts.wrong_caught = caught.size;
}

/** A program (code in the task's language, or a coder's answer in its own) judged by the given test code. */
export function testedProgram(
  task: Task,
  program: string | { code: string; lang?: Task['lang'] | undefined },
  test: string,
): ProgramInput {
  const { code, lang = task.lang } = typeof program === 'string' ? { code: program } : program;
  return {
    lang,
    code: task.prelude === undefined ? code : `${task.prelude}\n${code}`,
    entryPoint: task.entry_point,
    crossing: task.crossing,
    test,
  };
}

/** A program of ours under a tester's assertions. Where both share a realm, its functions do not tell their source: a mutant's replacement could be read there. */
function unreadable(task: Task, code: string, test: string): ProgramInput {
  return testedProgram(task, task.crossing === 'realm' ? `${code}\n${withoutSource}` : code, test);
}

const withoutSource =
  "Function.prototype.toString = { toString() { return 'function () { [native code] }'; } }.toString;";

async function assertionsThatHold(
  scoring: TestScoring,
  assertions: readonly string[],
  reference: string,
): Promise<string[]> {
  const { sandbox, trail, task, limits, caps, signal } = scoring;
  const held: string[] = [];
  let leftMs = caps.cpuMs;
  for (const [index, assertion] of assertions.slice(0, caps.max).entries()) {
    if (leftMs <= 0) {
      // How many were tried before may differ from run to run.
      trail.tainted = true;
      break;
    }
    const program = { ...unreadable(task, reference, assertion), limits };
    const step = `assertion-${index}-on-reference`;
    const verdict = await judge(sandbox, trail, { step, program, quiet: true, signal });
    // What ends at a limit was tried twice.
    leftMs -= verdict.usage.cpuMs * (verdict.tainted ? 2 : 1);
    if (verdict.status === 'passed') held.push(assertion);
  }
  return held;
}

/** The assertions that hold one by one must hold together, and far from the limit of time: else their sum, not their sense, would reject every program. */
async function areSound(scoring: TestScoring, held: readonly string[], reference: string): Promise<boolean> {
  if (held.length === 0) return false;
  const { sandbox, trail, task, limits, signal } = scoring;
  const program = { ...unreadable(task, reference, held.join('\n')), limits };
  const verdict = await judge(sandbox, trail, { step: 'tests-on-reference', program, quiet: true, signal });
  return verdict.status === 'passed' && verdict.usage.cpuMs <= limits.cpuMs / 2;
}

async function rejected(
  scoring: TestScoring,
  held: string[],
  programs: { name: string; code: string }[],
): Promise<Set<string>> {
  const { sandbox, trail, task, limits, signal } = scoring;
  const names = new Set<string>();
  if (held.length === 0) return names;
  for (const { name, code } of programs) {
    const program = { ...unreadable(task, code, held.join('\n')), limits };
    const verdict = await judge(sandbox, trail, {
      step: `tests-on-${name}`,
      program,
      quiet: true,
      signal,
    });
    if (verdict.status !== 'passed') names.add(name);
  }
  return names;
}
