import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type EgressFinding, type EgressSubject, tryRoutes } from './egress-bench.fixture.ts';
import { egressRoutes, nativeRoutes, resolverRoutes } from './egress-routes.fixture.ts';
import type { EgressRoute } from './egress-source.fixture.ts';
import { probeKernelLevel } from '../launch/kernel-level.ts';
import { probeOwnRoot } from '../launch/own-root.ts';
import { uncoveredRoutes } from './uncovered-routes.ts';

const kernel = await probeKernelLevel();
const hasCompiler = existsSync('/usr/bin/gcc');

const everywhere: Omit<EgressSubject, 'level'>[] = [
  { role: 'run-host', place: 'main' },
  { role: 'run-host', place: 'thread' },
  { role: 'run-host', place: 'grandchild' },
  { role: 'model-worker', place: 'main' },
  { role: 'agent', place: 'main' },
  { role: 'sandbox', place: 'main' },
  { role: 'sandbox', place: 'isolate' },
];
const subjects: EgressSubject[] = [
  { role: 'launcher', place: 'main', level: 'process' },
  ...everywhere.map((at) => ({ ...at, level: 'process' }) as const),
  ...(kernel.level === 'kernel' ? everywhere.map((at) => ({ ...at, level: 'kernel' }) as const) : []),
  ...((await probeOwnRoot()).isGranted
    ? [{ role: 'agent', place: 'main', level: 'kernel', hasRoot: true } as const]
    : []),
];

function routesFor({ role, place, level }: EgressSubject): EgressRoute[] {
  const isSpied = role !== 'sandbox' && place === 'main';
  return [
    ...egressRoutes.filter((route) => route.isFinal !== true),
    ...(isSpied || level === 'kernel' ? resolverRoutes : []),
    ...(hasCompiler ? nativeRoutes : []),
    ...egressRoutes.filter((route) => route.isFinal === true),
  ];
}

/** Routes that got through although the docs do not name them for this level. */
function unexplained(findings: EgressFinding[], level: 'kernel' | 'process'): string[] {
  const open = uncoveredRoutes.filter((route) => route.levels.includes(level)).map(({ name }) => name);
  return findings
    .filter(({ route, gotThrough }) => gotThrough && !open.includes(route.uncovered ?? 'none'))
    .map(({ route, outcome }) => `${route.name}: ${outcome}`);
}

/** Refusals by the seal's JavaScript that left no trace. Node's permission model and the kernel refuse without telling us. */
function unrecorded(findings: EgressFinding[]): string[] {
  return findings
    .filter(({ route, outcome, gotThrough, recorded }) => {
      const bySeal =
        !gotThrough && route.uncovered === undefined && !/ERR_ACCESS_DENIED|is not defined/.test(outcome);
      return bySeal && recorded === 0;
    })
    .map(({ route, outcome }) => `${route.name}: ${outcome}`);
}

test.each(subjects)(
  'only routes that the docs name lead out of $role ($place) at level $level',
  async (subject) => {
    const routes = routesFor(subject);
    const findings = await tryRoutes(subject, routes);
    expect(findings.map(({ route }) => route.name)).toEqual(routes.map(({ name }) => name));
    expect(findings.length).toBeGreaterThanOrEqual(30);
    expect(unexplained(findings, subject.level)).toEqual([]);
    expect(findings.filter(({ outcome }) => /silent|process ended|broken/.test(outcome))).toEqual([]);
    if (subject.place !== 'isolate') expect(unrecorded(findings)).toEqual([]);
    if (subject.place === 'isolate') expect(findings.some(({ gotThrough }) => gotThrough)).toBe(false);
  },
);

test.runIf(hasCompiler)(
  'what the docs list as open at level process is open, so the list is not an excuse',
  async () => {
    const findings = await tryRoutes({ role: 'run-host', place: 'main', level: 'process' }, nativeRoutes);
    expect(findings.filter(({ gotThrough }) => !gotThrough)).toEqual([]);
  },
);

test('docs/hermeticity.md names every open route with the levels at which it is open, and no other', () => {
  const docs = readFileSync(new URL('../../docs/hermeticity.md', import.meta.url), 'utf8');
  const rows = [...docs.matchAll(/^\| `([\w-]+)` \| ([a-z, ]+) \|/gm)].map((row) => `${row[1]}: ${row[2]}`);
  expect(rows.sort()).toEqual(
    uncoveredRoutes.map(({ name, levels }) => `${name}: ${levels.join(', ')}`).sort(),
  );
});
