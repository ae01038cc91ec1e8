import { nearest } from '../contract/nearest.ts';
import { spreadEvenly } from '../contract/spread-evenly.ts';
import type { Suite } from '../contract/suite.ts';
import { HermesError } from '../contract/errors.ts';

/** Which suites and how much of them. */
export interface Selection {
  /** Names; all suites when absent. */
  suites?: string[] | undefined;
  /** Ids of tasks; all tasks when absent. */
  tasks?: string[] | undefined;
  /** At most this many tasks of each suite, spread evenly over the file. */
  limit?: number | undefined;
  /** Attempts per task, instead of what the suite says. */
  samples?: number | undefined;
}

/** The selected suites, cut to the selection. Throws HERMES_RUN_NO_SUITE for an unknown name and HERMES_RUN_EMPTY when nothing is left. */
export function selectSuites(all: Suite[], selection: Selection): Suite[] {
  const names = new Set(
    selection.suites ?? all.filter((suite) => !suite.onDemand).map((suite) => suite.name),
  );
  const chosen = [...names].map(
    (name) => all.find((suite) => suite.name === name) ?? unknownSuite(name, all),
  );
  refuseUnknownTasks(selection.tasks ?? [], chosen);
  const wanted = new Set(selection.tasks);
  const cut = chosen.map((suite) => {
    const tasks =
      selection.tasks === undefined ? suite.tasks : suite.tasks.filter((task) => wanted.has(task.task_id));
    return {
      ...suite,
      samples: selection.samples ?? suite.samples,
      tasks: spreadEvenly(tasks, selection.limit ?? tasks.length),
    };
  });
  if (cut.every((suite) => suite.tasks.length === 0)) {
    throw new HermesError('HERMES_RUN_EMPTY', {
      message: 'the selection leaves no task to run.',
      fix: 'choose a suite with --suite, or a --limit above 0.',
    });
  }
  return selection.tasks === undefined ? cut : cut.filter((suite) => suite.tasks.length > 0);
}

function refuseUnknownTasks(ids: readonly string[], suites: readonly Suite[]): void {
  const known = suites.flatMap((suite) => suite.tasks.map((task) => task.task_id));
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  const guess = nearest(unknown, known);
  throw new HermesError('HERMES_RUN_EMPTY', {
    message: `no selected suite has a task ${JSON.stringify(unknown)}.`,
    value: unknown,
    fix:
      guess === undefined
        ? 'choose an id of the task file; --suite names its suite.'
        : `did you mean '${guess}'?`,
  });
}

function unknownSuite(name: string, all: Suite[]): never {
  const known = all.map((suite) => suite.name);
  const guess = nearest(name, known);
  throw new HermesError('HERMES_RUN_NO_SUITE', {
    message: `there is no suite '${name}'; known: ${known.join(', ')}.`,
    fix: guess === undefined ? 'choose one of the known suites.' : `did you mean '${guess}'?`,
  });
}
