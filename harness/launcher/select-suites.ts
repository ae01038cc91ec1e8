import { nearest } from '../contract/nearest.ts';
import { spreadEvenly } from '../contract/spread-evenly.ts';
import type { Suite } from '../contract/suite.ts';
import { HermesError } from '../contract/errors.ts';

/** Which suites and how much of them. */
export interface Selection {
  /** Names; all suites when absent. */
  suites?: string[] | undefined;
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
  const cut = chosen.map((suite) => ({
    ...suite,
    samples: selection.samples ?? suite.samples,
    tasks: spreadEvenly(suite.tasks, selection.limit ?? suite.tasks.length),
  }));
  if (cut.every((suite) => suite.tasks.length === 0)) {
    throw new HermesError('HERMES_RUN_EMPTY', {
      message: 'the selection leaves no task to run.',
      fix: 'choose a suite with --suite, or a --limit above 0.',
    });
  }
  return cut;
}

function unknownSuite(name: string, all: Suite[]): never {
  const known = all.map((suite) => suite.name);
  const guess = nearest(name, known);
  throw new HermesError('HERMES_RUN_NO_SUITE', {
    message: `there is no suite '${name}'; known: ${known.join(', ')}.`,
    fix: guess === undefined ? 'choose one of the known suites.' : `did you mean '${guess}'?`,
  });
}
