import { outcomeOfActError } from '../acts/outcome.ts';
import { HermesError } from '../contract/errors.ts';
import { bounded } from '../tasks/verdict-cause.ts';
import type { Ending, Trail } from './trail.ts';

/** Longest cause, in UTF-16 code units. */
const longest = 300;

/** The ending of a sample on which we, or somebody's agent, failed: by the error's code, never a silent zero. */
export function faultEnding(error: unknown, trail: Trail): Ending {
  const { code, rawMessage } = HermesError.from(error, 'HERMES_RUN_SAMPLE_FAULT');
  trail.transcript.push({ type: 'note', text: `ended by ${code}` });
  const cause = bounded(rawMessage.replaceAll(/\s+/g, ' '), longest);
  return { outcome: outcomeOfActError(code), cause, errorCode: code };
}
