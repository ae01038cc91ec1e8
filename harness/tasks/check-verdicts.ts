import type { Sandbox, Verdict } from '../../sandbox/index.ts';
import { canonicalJson } from '../contract/canonical-json.ts';
import type { Task } from '../contract/task.ts';
import { brokenTest } from './broken-test.ts';
import { hiddenProgram } from './hidden-program.ts';
import type { Finding } from './check-record.ts';
import { referenceFailure } from './reference-check.ts';

/** Mistakes that only show when the task's own programs are executed. Rejects with SandboxError or the signal's reason. */
export async function checkVerdicts(
  task: Task,
  { sandbox, signal }: { sandbox: Sandbox; signal?: AbortSignal | undefined },
): Promise<Finding[]> {
  const judge = (code: string) => sandbox.run(hiddenProgram(task, code), { signal });
  const broken = await brokenTest(task, { sandbox, signal });
  if (broken !== undefined) return [testCannotRun(broken)];
  if (task.reference === '') return [noReference];
  const failure = await referenceFailure(task, { sandbox, signal });
  if (failure !== undefined) return [referenceFails(failure)];
  const findings: Finding[] = [];
  for (const probe of probesOf(task)) {
    if ((await judge(probe.code)).status === 'passed') findings.push(probe.finding);
  }
  for (const [index, code] of (task.wrong ?? []).entries()) {
    findings.push(...wrongFindings(index, await judge(code)));
  }
  return findings;
}

const noReference: Finding = {
  severity: 'warning',
  kind: 'no-reference',
  message: 'there is no reference, so the hidden tests cannot be checked.',
  fix: 'give a reference solution if you have one.',
};

function testCannotRun(why: string): Finding {
  return {
    severity: 'error',
    kind: 'test-cannot-run',
    message: `the hidden test cannot run, whatever program it judges: ${why.replace(/\.$/, '')}.`,
    fix: 'give the test what it needs: it may require node:assert only; say "crossing": "realm" where functions or instances must cross.',
  };
}

function referenceFails(failure: string): Finding {
  return {
    severity: 'error',
    kind: 'reference-fails',
    message: `the reference fails its own hidden tests: ${failure.replace(/\.$/, '')}.`,
    fix: 'correct the reference or the hidden tests.',
  };
}

/** Programs that hold nothing of the task and that no hidden test may accept. */
function probesOf(task: Task): { code: string; finding: Finding }[] {
  const define = (body: string) => `function ${task.entry_point}() { ${body} }`;
  const probes: { code: string; finding: Finding }[] = [
    {
      code: define(''),
      finding: {
        severity: 'error',
        kind: 'accepts-nothing',
        message: 'the hidden tests accept a function that does nothing.',
        fix: 'add a check that only a right result can pass.',
      },
    },
  ];
  const expected = [...new Set((task.cases ?? []).map((item) => canonicalJson(item.expected)))];
  if (expected.length === 1) {
    probes.push({
      code: define(`return ${expected[0] ?? 'null'};`),
      finding: {
        severity: 'error',
        kind: 'accepts-constant',
        message: `all cases expect ${(expected[0] ?? '').slice(0, 60)}: a constant passes.`,
        fix: 'add a case that expects something else.',
      },
    });
  }
  return probes;
}

function wrongFindings(index: number, verdict: Verdict): Finding[] {
  const name = `wrong program ${index + 1}`;
  if (verdict.status === 'passed') {
    return [
      {
        severity: 'error',
        kind: 'accepts-wrong',
        message: `the hidden tests accept ${name}.`,
        fix: 'add a case that tells it from the reference, or remove it if it is right.',
      },
    ];
  }
  if (verdict.status === 'errored' && verdict.error.name === 'SyntaxError') {
    return [
      {
        severity: 'warning',
        kind: 'wrong-does-not-run',
        message: `${name} does not compile (${verdict.error.message.slice(0, 100)}), so rejecting it shows nothing.`,
        fix: 'correct its syntax and leave the mistake in.',
      },
    ];
  }
  return [];
}
