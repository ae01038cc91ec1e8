import type { Usage } from '../verdict.ts';
import type { Exit } from './confined-process.ts';
import type { Report } from './messages.ts';
import type { LimitHit } from './watch.ts';

/** How one attempt at a program ended, by facts that the supervisor owns. */
export type Ending =
  /** The process gave one well-formed report before any limit. */
  | { type: 'report'; report: Report }
  /** The supervisor killed it at a limit. */
  | { type: 'limit'; hit: LimitHit }
  /** The process ended by itself without a report. `isOurs` = before it had even begun with the program. */
  | { type: 'crash'; exit: Exit; isOurs: boolean }
  /** The process said more than it may, or something that is no message; it was killed. */
  | { type: 'flood' }
  /** The compiler refused the program. */
  | { type: 'refused'; message: string };

/** One attempt: how it ended, what it printed and used. */
export interface Attempt {
  ending: Ending;
  logs: string;
  usage: Usage;
}
