import { relative } from 'node:path';
import { findProjectRoot } from '../launcher/project-root.ts';
import { tell } from './print.ts';

/** Where a verb was called, and the project it works on. */
export interface CalledProject {
  projectRoot: string;
  /** The folder in which the user called; paths on the command line are relative to it. */
  calledIn: string;
}

/**
 * Finds the project of the working directory and works there from now on, so that suites and configs read the same files wherever `hermes` is called. Says so
 * on stderr when that is another folder.
 */
export function enterProject(): CalledProject {
  const calledIn = process.cwd();
  const { root, config } = findProjectRoot(calledIn);
  if (root !== calledIn) {
    tell(
      `project: ${relative(calledIn, root)} (${config === null ? 'package.json' : 'its config'} lies there)`,
    );
    process.chdir(root);
  }
  return { projectRoot: root, calledIn };
}

/** The project of the working directory, for verbs that only look something up in it. */
export function projectHere(): string {
  return findProjectRoot(process.cwd()).root;
}
