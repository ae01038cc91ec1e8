import { isDeepStrictEqual } from 'node:util';
import { Limits, type ProgramInput } from '../program.ts';
import { Verdict } from '../verdict.ts';

/** A cut log may carry a note that says so. */
const logNoteBytes = 256;
/** Room for error, cases and the fixed fields of a verdict. */
const reportRestBytes = 512 * 1024;
/** C0 and C1 controls and DEL, without tab and line feed: a terminal would obey them. */
// oxlint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** A line that GitHub Actions and others obey when it is printed. */
const workflowCommand = /^[ \t]*(::|##\[)/m;

/** What must hold for every verdict whatever the program did; one sentence for each breach. `verdict` is unchecked on purpose. */
export function brokenInvariants(program: ProgramInput, verdict: unknown): string[] {
  const parsed = Verdict.safeParse(verdict);
  if (!parsed.success) return [`not a verdict: ${parsed.error.issues.map(issueText).join('; ')}`];
  return [
    ...brokenBounds(program, parsed.data),
    ...brokenText(parsed.data),
    ...brokenPass(program, parsed.data),
  ];
}

/** Every text of a verdict that came out of the program. */
export function textsOf(verdict: Verdict): string[] {
  const error = verdict.status === 'passed' ? undefined : verdict.error;
  return [
    verdict.logs,
    valueOf(verdict) ?? '',
    ...(error === undefined ? [] : [error.name, error.message, error.stack]),
    ...verdict.cases.flatMap(({ actual, error: failure }) => [actual ?? '', failure ?? '']),
    ...Object.keys(verdict.refused),
  ];
}

/** The value's text, where the status has one. */
export function valueOf(verdict: Verdict): string | undefined {
  return verdict.status === 'passed' || verdict.status === 'failed' ? verdict.value : undefined;
}

/** Whether a text is JSON of a value; key order does not matter. */
export function isJsonOf(text: string, value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text), value);
  } catch {
    return false;
  }
}

function issueText(issue: { path: PropertyKey[]; message: string }): string {
  return `${issue.path.map(String).join('.') || '(root)'} ${issue.message}`;
}

function brokenBounds(program: ProgramInput, verdict: Verdict): string[] {
  const limits = Limits.parse(program.limits ?? {});
  const broken: string[] = [];
  const logBytes = Buffer.byteLength(verdict.logs);
  if (logBytes > limits.logBytes + logNoteBytes)
    broken.push(`${logBytes} bytes of logs, ${limits.logBytes} allowed`);
  const valueBytes = Buffer.byteLength(valueOf(verdict) ?? '');
  if (valueBytes > limits.outputBytes)
    broken.push(`${valueBytes} bytes of value, ${limits.outputBytes} allowed`);
  const bytes = textsOf(verdict).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > limits.outputBytes + limits.logBytes + reportRestBytes)
    broken.push(`${bytes} bytes of text in all`);
  return broken;
}

function brokenText(verdict: Verdict): string[] {
  const broken: string[] = [];
  const texts = textsOf(verdict);
  if (texts.some((text) => controlCharacters.test(text))) broken.push('raw control characters in a text');
  if (texts.some((text) => workflowCommand.test(text)))
    broken.push('a text has a line that CI obeys as a command');
  const home = process.cwd();
  if (home.length > 1 && texts.some((text) => text.includes(home)))
    broken.push(`the host path ${home} in a text`);
  return broken;
}

function brokenPass(program: ProgramInput, verdict: Verdict): string[] {
  const asked = program.crossing ?? 'data';
  const cases = program.cases?.length ?? 0;
  const hasPassed = verdict.status === 'passed';
  const { total, failed } = verdict.assertions;
  const breaches: [boolean, string][] = [
    [verdict.crossing !== asked, `crossing ${verdict.crossing} was not asked for`],
    [hasPassed && !isJson(valueOf(verdict) ?? 'null'), 'the value is not JSON'],
    [hasPassed && failed > 0, `passed with ${failed} failed assertions`],
    [hasPassed && program.test !== undefined && total === 0, 'passed with zero assertions'],
    [hasPassed && verdict.cases.length !== cases, `passed, but not each of ${cases} cases was judged`],
    [hasPassed && verdict.cases.some(({ passed }) => !passed), 'passed with a failed case'],
  ];
  return breaches.filter(([isBroken]) => isBroken).map(([, sentence]) => sentence);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
