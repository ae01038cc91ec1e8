import type { Call, Calls } from './calls.ts';

/** What a parent and its child agree on: what the child is started with, its first word, and what it can be asked for then. */
export interface ChildContract extends Calls {
  /** The first call: its parameters start the child, its answer is the first word. */
  start: Call;
}

/** Longest message between a parent and its child. */
export const childLimitBytes = 256 * 2 ** 20;
/** The descriptor on which both speak: a pipe that nobody else has, unlike standard output, and that no garbage can hurt, unlike Node's IPC. */
export const childDescriptor = 3;
