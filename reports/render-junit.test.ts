import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../harness/contract/run-directory.ts';
import { notInert } from '../harness/contract/testing/unseen.ts';
import { renderJunit } from './render-junit.ts';
import { reportFixture } from './report-fixture.ts';

const count = (xml: string, what: RegExp): number => xml.match(what)?.length ?? 0;

/** The fixture run as it would have been with these gates, outcomes and ending. */
function runWith({
  exitCode,
  reason = '',
  ok,
  fault = false,
}: {
  exitCode: number;
  reason?: string;
  ok: boolean;
  fault?: boolean;
}): RunRecord {
  const { manifest, summary, samples, ...rest } = reportFixture();
  const suites = summary.suites.map((suite) => ({
    ...suite,
    gates: suite.gates.map((gate) => ({ ...gate, ok })),
  }));
  return {
    ...rest,
    manifest: { ...manifest, ending: { exitCode, reason } },
    summary: { ...summary, suites },
    samples: samples.filter(({ record }) => fault || record.outcome !== 'harness'),
  };
}

describe('renderJunit()', () => {
  test('a missed gate and a harness fault are red, a sample that an agent failed is not', () => {
    const xml = renderJunit(reportFixture());
    expect(xml).toMatch(/<testsuites name="hermes [^"]*" time="1\.234" tests="12" failures="1" errors="1">/);
    expect(count(xml, /<failure type="gate"/g)).toBe(1);
    expect(xml).toContain('<error type="HERMES_POOL_WORKER" message="worker 1 died.">');
    expect(count(xml, /<skipped type="(failed|agent|timeout|memory)" message="case 3: got \[1,2\]"/g)).toBe(
      5,
    );
  });

  test.each([
    ['all gates met', { exitCode: 0, ok: true }, 0],
    ['a missed gate', { exitCode: 1, ok: false }, 2],
    ['no gate, and yet exit code 1', { exitCode: 1, ok: true, reason: 'why' }, 1],
    ['an empty run', { exitCode: 2, ok: true, reason: 'no sample ran' }, 1],
    ['a run that was stopped', { exitCode: 3, ok: true, reason: 'the disk is full' }, 1],
    ['a harness fault', { exitCode: 3, ok: true, reason: '1 fault', fault: true }, 2],
    ['a broken seal beside met gates', { exitCode: 4, ok: true, reason: 'a canary' }, 1],
    ['an interruption', { exitCode: 130, ok: true, reason: 'interrupted' }, 1],
  ])('is red exactly when the exit code is not 0: %s', (_what, run, red) => {
    const xml = renderJunit(runWith(run));
    expect(count(xml, /<(failure|error) /g)).toBe(red);
    expect(xml).toContain(`exit ${run.exitCode}`);
  });

  test('the samples of a task are one case that passes when all of them did', () => {
    const input = reportFixture();
    const [first] = input.samples;
    const second = {
      ...first!,
      record: { ...first!.record, sample: 1, outcome: 'failed' as const, cause: 'case 9' },
    };
    const xml = renderJunit({ ...input, samples: [first!, second] });
    expect(count(xml, /<testcase name="micro\/list\/t0"/g)).toBe(1);
    expect(xml).toContain('samples passed: 1 of 2');
    expect(xml).toContain('<skipped type="failed" message="case 9">');
  });

  test('a task that was left out is named, with why', () => {
    const input = reportFixture();
    const { coder } = input.manifest.suites;
    const excluded = [{ taskId: 'micro/bad', reason: 'its reference fails' }];
    const manifest = { ...input.manifest, suites: { coder: { ...coder!, excluded } } };
    const xml = renderJunit({ ...input, manifest });
    expect(xml).toContain('<testcase name="micro/bad" classname="coder.PM">');
    expect(xml).toContain('<skipped type="left-out" message="left out: its reference fails">');
  });

  test.each([{ hostile: false }, { hostile: true }])('has the structure of Jenkins’ XSD, %o', (options) => {
    const xml = renderJunit(reportFixture(options));
    expect(mistakes(xml)).toEqual([]);
    expect(notInert(xml)).toEqual([]);
    expect(xml).not.toContain('<img');
  });

  test.each([
    ['<testsuites skipped="0"></testsuites>', 'testsuites@skipped'],
    ['<testsuites><testcase name="x"/></testsuites>', 'testcase in testsuites'],
    [
      '<testsuites><testsuite name="x" tests="1" failures="0"></testsuite></testsuites>',
      'testsuite without errors',
    ],
    [
      '<testsuites><testsuite name="x" tests="1" failures="0" errors="0"><testcase name="y"><properties></properties></testcase></testsuite></testsuites>',
      'properties in testcase',
    ],
    ['<testsuites time="1e3"></testsuites>', 'time="1e3"'],
    ['<testsuites>', 'testsuites is open'],
    ['<testsuites></testsuite>', '</testsuite>'],
    ['<testsuites> < </testsuites>', 'text that is markup'],
  ])('the test of the structure sees %s', (xml, mistake) => expect(mistakes(xml)).toContain(mistake));
});

interface Element {
  in: string[];
  needs: string[];
  may?: string[];
}

/** The elements that we use, as junit-10.xsd of Jenkins' xUnit plug-in has them. */
const elements: Record<string, Element> = {
  testsuites: { in: [''], needs: [], may: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: {
    in: ['testsuites', 'testsuite'],
    needs: ['name', 'tests', 'failures', 'errors'],
    may: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
  },
  properties: { in: ['testsuite'], needs: [] },
  property: { in: ['properties'], needs: ['name', 'value'] },
  testcase: { in: ['testsuite'], needs: ['name'], may: ['time', 'classname', 'group'] },
  failure: { in: ['testcase'], needs: [], may: ['type', 'message'] },
  error: { in: ['testcase'], needs: [], may: ['type', 'message'] },
  skipped: { in: ['testcase'], needs: [], may: ['type', 'message'] },
  'system-out': { in: ['testcase', 'testsuite'], needs: [] },
};

/** What in a document is not well-formed, or not as the table says. */
function mistakes(xml: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  for (const [, close, name = '', own = '', self] of body.matchAll(
    /<(\/?)([a-z-]+)((?:\s+[\w-]+="[^"<>]*")*)\s*(\/?)>/g,
  )) {
    if (close === '/') {
      if (open.pop() !== name) found.push(`</${name}>`);
      continue;
    }
    found.push(...mistakesOf(name, { parent: open.at(-1) ?? '', own }));
    if (self !== '/') open.push(name);
  }
  const text = body.replace(/<\/?[a-z-]+(?:\s+[\w-]+="[^"<>]*")*\s*\/?>/g, '');
  if (/<|>|&(?!(?:amp|lt|gt|quot|apos);)/.test(text)) found.push('text that is markup');
  return [...found, ...open.map((name) => `${name} is open`)];
}

function mistakesOf(name: string, { parent, own }: { parent: string; own: string }): string[] {
  const element = elements[name];
  if (element === undefined) return [`${name} is no element`];
  const attributes = new Map(
    [...own.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  );
  const may = new Set([...element.needs, ...(element.may ?? [])]);
  const time = attributes.get('time') ?? '0';
  return [
    ...(element.in.includes(parent) ? [] : [`${name} in ${parent}`]),
    ...element.needs.filter((key) => !attributes.has(key)).map((key) => `${name} without ${key}`),
    ...[...attributes.keys()].filter((key) => !may.has(key)).map((key) => `${name}@${key}`),
    ...(/^\d+(\.\d*)?$/.test(time) ? [] : [`time="${time}"`]),
  ];
}
