import { type CanaryListenerName, readLedger } from '../../sandbox/network/index.ts';
import type { Role } from '../contract/chat.ts';
import type { SampleObservation } from '../contract/run-record.ts';
import { type HermeticitySummary, SealEvent } from '../contract/summary.ts';

/** The evidence of a run's seal, and what it amounts to. */
export interface Hermeticity {
  events: SealEvent[];
  summary: HermeticitySummary;
  /** Why the seal counts as broken, or null. */
  breach: string | null;
}

/** Gathers what every process wrote to the ledger, and what programs tried inside isolates. */
export function collectHermeticity(run: {
  ledgerDirs: string[];
  level: HermeticitySummary['level'];
  observations: SampleObservation[];
  /** Arrivals at the canary listeners; null when the seal is off. */
  arrivals: Record<CanaryListenerName, number> | null;
  /** Processes that the run cannot have been without; see `sealedProcesses`. */
  processes: readonly string[];
}): Hermeticity {
  const events = [
    ...run.ledgerDirs.flatMap((dir) => readLedger(dir)).map((entry) => SealEvent.parse(entry)),
    ...run.observations.flatMap((seen) => isolateAttempts(seen)),
  ];
  return { events, summary: summarizeEvents(run.level, events), breach: breachOf(run, events) };
}

/** Names, up to the pid, of the processes that a run cannot have been without, by the asked roles that are ours. */
export function sealedProcesses(ownRoles: readonly Role[]): string[] {
  if (ownRoles.length === 0) return ['run-host'];
  return ['run-host', 'model-worker', ...ownRoles.map((role) => `agent-${role}`)];
}

/** Whether a process of that name, or whose name goes on with its pid, has proven its seal. */
export function hasProven(name: string, events: SealEvent[]): boolean {
  return events.some(
    (event) =>
      event.type === 'canary' &&
      event.result === 'refused' &&
      (event.process === name || event.process.startsWith(`${name}-`)),
  );
}

/** What the events of a run amount to. */
export function summarizeEvents(level: HermeticitySummary['level'], events: SealEvent[]): HermeticitySummary {
  const attempts = events.filter((event) => event.type === 'attempt');
  const canaries = events.filter((event) => event.type === 'canary');
  const countOf = (result: 'refused' | 'through' | 'absent') =>
    canaries.filter((event) => event.result === result).length;
  const agent = attempts.filter((event) => event.origin === 'agent').length;
  return {
    level,
    launcherLevel: level === 'off' ? 'off' : 'process',
    refused: { total: attempts.length, agent, ours: attempts.length - agent },
    canaries: { refused: countOf('refused'), through: countOf('through'), absent: countOf('absent') },
    agentsRead: agentsRead(canaries),
  };
}

function agentsRead(canaries: Extract<SealEvent, { type: 'canary' }>[]): HermeticitySummary['agentsRead'] {
  const files = canaries.filter(({ layer }) => layer === 'files');
  if (files.length === 0) return null;
  return files.every(({ result }) => result === 'refused') ? 'own-root' : 'all-files';
}

// Stubs inside the isolate count by API only; the target stays in the program.
function isolateAttempts({ suite, task, startedMs, refused }: SampleObservation): SealEvent[] {
  return Object.entries(refused).flatMap(([api, count]) =>
    Array.from({ length: count }, () => ({
      type: 'attempt' as const,
      atMs: startedMs,
      process: 'isolate',
      layer: 'isolate',
      api,
      target: '',
      stack: '',
      suite,
      task,
      origin: 'agent' as const,
    })),
  );
}

/** Why the seal of a run counts as broken, by its events and by what arrived at the canary listeners; null when it held. */
export function breachOf(
  run: {
    level: HermeticitySummary['level'];
    arrivals: Record<CanaryListenerName, number> | null;
    processes: readonly string[];
  },
  events: SealEvent[],
): string | null {
  if (run.level === 'off') return null;
  const through = events.find((event) => event.type === 'canary' && event.result === 'through');
  if (through?.type === 'canary') return `the ${through.layer} canary of ${through.process} got through`;
  const silent = run.processes.find((name) => !hasProven(name, events));
  if (silent !== undefined) return `no proof of its seal came from ${silent}`;
  const ours = events.find((event) => event.type === 'attempt' && event.origin === 'ours');
  if (ours?.type === 'attempt') {
    if (ours.process.startsWith('project-')) {
      return `${ours.suite ?? 'a config or suite file'} tried ${ours.api} to ${ours.target} while it was loaded, and was refused`;
    }
    return `our own ${ours.process} tried ${ours.api} to ${ours.target} (${ours.stack.split('\n')[0] ?? ''})`;
  }
  const arrived = ipArrivals(run.arrivals);
  return arrived > 0 ? `${arrived} connections arrived at the canary listeners` : null;
}

// A path-named socket outside the run directory is not stopped at every level, so its arrivals are told by its canary alone.
function ipArrivals(arrivals: Record<CanaryListenerName, number> | null): number {
  return arrivals === null ? 0 : arrivals.tcp + arrivals.http + arrivals.udp + arrivals.dns;
}
