import { definesEntryPoint, mentions } from '../agents/extract-names.ts';
import { canonicalJson } from '../contract/canonical-json.ts';
import type { Case, Task } from '../contract/task.ts';
import { jsonProblem } from './json-value.ts';
import type { TaskProblem } from './task-problem.ts';

/** A problem before its place is known. */
export type Finding = Pick<TaskProblem, 'severity' | 'kind' | 'message' | 'fix'>;

/** Mistakes that can be seen without executing anything. */
export function checkRecord(task: Task): Finding[] {
  return [...checkNames(task), ...checkCases(task.cases ?? []), ...checkWrong(task)];
}

/** The finding of a case that JSON cannot hold; `what` says where and what it is. */
export function notSerialisable(what: string): Finding {
  return {
    severity: 'error',
    kind: 'not-serialisable',
    message: `${what}, which JSON cannot hold.`,
    fix: 'use plain JSON in cases; check other values with test code (field "test").',
  };
}

function checkNames(task: Task): Finding[] {
  const { entry_point: name, signature, reference } = task;
  const findings: Finding[] = [];
  if (reference !== '' && !definesEntryPoint(reference, name)) {
    findings.push({
      severity: 'error',
      kind: 'wrong-entry-point',
      message: `the reference does not define the entry point "${name}".`,
      fix: 'name the function that the reference defines in "entry_point", or define it.',
    });
  }
  if (!mentions(signature, name)) {
    findings.push({
      severity: 'error',
      kind: 'signature-without-entry-point',
      message: `the signature “${signature.slice(0, 80)}” does not name the entry point "${name}".`,
      fix: 'agents see the signature only: write the entry point there as it is called.',
    });
  }
  return findings;
}

function checkCases(cases: readonly Case[]): Finding[] {
  const unheld = jsonProblem(cases, 'cases');
  if (unheld !== undefined) return [notSerialisable(unheld)];
  const seen = new Map<string, { index: number; expected: string }>();
  return cases.flatMap((item, index) => {
    const key = canonicalJson(item.args);
    const expected = canonicalJson(item.expected);
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, { index, expected });
    return earlier === undefined ? [] : [repeated(index, earlier, earlier.expected === expected)];
  });
}

function repeated(index: number, earlier: { index: number }, same: boolean): Finding {
  const message = `case ${index + 1} has the arguments of case ${earlier.index + 1}`;
  return same
    ? { severity: 'warning', kind: 'repeated-case', message: `${message}.`, fix: 'remove one of them.' }
    : {
        severity: 'error',
        kind: 'conflicting-cases',
        message: `${message} and expects something else: no program can pass.`,
        fix: 'correct one of them.',
      };
}

function checkWrong({ wrong = [], reference }: Task): Finding[] {
  if (wrong.length === 0) {
    return [
      {
        severity: 'warning',
        kind: 'no-wrong-programs',
        message: 'there are no wrong programs, so nothing shows that the hidden tests reject any.',
        fix: 'give in "wrong" at least three programs with likely mistakes.',
      },
    ];
  }
  return wrong.flatMap((program, index): Finding[] =>
    program.trim() === reference.trim()
      ? [
          {
            severity: 'error',
            kind: 'accepts-wrong',
            message: `wrong program ${index + 1} is the reference itself.`,
            fix: 'put a mistake into it.',
          },
        ]
      : [],
  );
}
