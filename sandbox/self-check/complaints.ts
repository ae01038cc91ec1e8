import { isDeepStrictEqual } from 'node:util';
import type { CorpusEntry } from './corpus.ts';
import { brokenInvariants, isJsonOf, textsOf, valueOf } from './self-check-invariants.ts';
import type { Verdict } from '../verdict.ts';

/** Everything that is wrong with a verdict for an entry, one sentence each; none means that the sandbox was right. */
export function complaintsAbout(entry: CorpusEntry, verdict: Verdict): string[] {
  const broken = brokenInvariants(entry.program, verdict);
  if (broken.some((sentence) => sentence.startsWith('not a verdict'))) return broken;
  const { status } = entry.expect;
  const wrong = status.includes(verdict.status)
    ? []
    : [`status ${verdict.status}, expected ${status.join(' or ')}`];
  return [...wrong, ...broken, ...textComplaints(entry, verdict), ...factComplaints(entry, verdict)];
}

/** What differs between two runs of one entry that had to be equal. Nothing that a limit cut off is compared but the status. */
export function differences(first: Verdict, second: Verdict): string[] {
  const names = first.status === second.status && !first.tainted && !second.tainted ? recorded : ['status'];
  return names
    .filter((name) => !isDeepStrictEqual(Reflect.get(first, name), Reflect.get(second, name)))
    .map((name) => `${name} differed in a second run`);
}

/** Whether two verdicts carry the same value. */
export function sameValue(first: Verdict, second: Verdict): boolean {
  return valueOf(first) === valueOf(second);
}

/** The fields that enter deterministic records. */
const recorded = ['status', 'value', 'error', 'logs', 'assertions', 'cases', 'refused'];

function textComplaints({ expect: { checks } }: CorpusEntry, verdict: Verdict): string[] {
  const value = valueOf(verdict) ?? '';
  const texts = textsOf(verdict);
  const { value: wanted, valueIncludes = [], logsInclude = [], excludes = [] } = checks;
  const isOther = wanted !== undefined && verdict.status === 'passed' && !isJsonOf(value, wanted);
  return [
    ...(isOther ? [`the value is not ${JSON.stringify(wanted)}`] : []),
    ...valueIncludes.filter((text) => !value.includes(text)).map((text) => `the value lacks ${quoted(text)}`),
    ...logsInclude
      .filter((text) => !verdict.logs.includes(text))
      .map((text) => `the logs lack ${quoted(text)}`),
    ...excludes
      .filter((text) => texts.some((found) => found.includes(text)))
      .map((text) => `${quoted(text)} came out`),
  ];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function factComplaints({ expect: { checks } }: CorpusEntry, verdict: Verdict): string[] {
  const complaints: string[] = [];
  for (const names of checks.refused ?? []) {
    if (!names.split('|').some((name) => name in verdict.refused))
      complaints.push(`no refused ${names} was counted`);
  }
  if (checks.nothingRefused === true && Object.keys(verdict.refused).length > 0) {
    complaints.push(`refused ${Object.keys(verdict.refused).join(', ')} though the program named its own`);
  }
  if (checks.assertions !== undefined && verdict.assertions.total !== checks.assertions) {
    complaints.push(`${verdict.assertions.total} assertions counted, ${checks.assertions} were made`);
  }
  const { wallMs, peakMemoryMiB } = verdict.usage;
  if (wallMs > (checks.maxWallMs ?? Infinity)) complaints.push(`${Math.round(wallMs)} ms of wall time`);
  if (peakMemoryMiB > (checks.maxPeakMiB ?? Infinity))
    complaints.push(`a peak of ${Math.round(peakMemoryMiB)} MiB`);
  return complaints;
}
