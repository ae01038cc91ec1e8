import type { Evidence } from '../contract/manifest.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import type { Gate, Suite } from '../contract/suite.ts';
import type { RunSummary } from '../contract/summary.ts';

/** How much of its suites a run holds that does not hold all. */
export type PartialRun = NonNullable<Evidence['execution']['partial']>;

/** Suites and tasks of which at least one sample ran, and the gates that were checked: under Vitest a filter may leave out the rest. */
export function suitesThatRan(suites: Suite[], records: SampleRecord[], summary: RunSummary): Suite[] {
  const ran = new Set(records.map(({ suite, task }) => `${suite} ${task}`));
  const checked = new Set(
    summary.suites.flatMap(({ name, gates }) => gates.map((gate) => `${name} ${gateKey(gate)}`)),
  );
  return suites
    .map((suite) => ({
      ...suite,
      tasks: suite.tasks.filter((task) => ran.has(`${suite.name} ${task.task_id}`)),
      gates: suite.gates.filter((gate) => checked.has(`${suite.name} ${gateKey(gate)}`)),
    }))
    .filter((suite) => suite.tasks.length > 0);
}

function gateKey({ metric, direction, threshold }: Gate): string {
  return `${metric} ${direction} ${threshold}`;
}

/** How much of its suites a run holds, or undefined when it is all. Tasks left out because their own reference fails are not missed. */
export function partOfRun(
  plan: {
    suites: Suite[];
    arms: number;
    /** Per suite, tasks left out. */
    excluded: Record<string, { taskId: string }[]>;
  },
  run: { records: SampleRecord[]; summary: RunSummary },
): PartialRun | undefined {
  const part = {
    samples: run.records.length,
    of: samplesOf(plan),
    gates: gatesOf(run.summary.suites),
    ofGates: gatesOf(plan.suites) * plan.arms,
  };
  return part.samples === part.of && part.gates === part.ofGates ? undefined : part;
}

/** Samples of suites in all arms; tasks that were left out have none. */
export function samplesOf(plan: {
  suites: Suite[];
  arms: number;
  excluded: Record<string, { taskId: string }[]>;
}): number {
  const wanted = plan.suites.map(({ name, tasks, samples }) => {
    const left = new Set((plan.excluded[name] ?? []).map(({ taskId }) => taskId));
    return tasks.filter((task) => !left.has(task.task_id)).length * samples * plan.arms;
  });
  return wanted.reduce((sum, count) => sum + count, 0);
}

function gatesOf(suites: { gates: unknown[] }[]): number {
  return suites.reduce((sum, { gates }) => sum + gates.length, 0);
}

/** The tasks that a run left out, as metrics.json names them; undefined where it left none out. */
export function leftOutOf(suites: Evidence['suites']): RunSummary['leftOut'] {
  const out = Object.entries(suites).filter(([, { excluded }]) => excluded.length > 0);
  return out.length === 0
    ? undefined
    : Object.fromEntries(out.map(([name, { excluded }]) => [name, excluded]));
}
