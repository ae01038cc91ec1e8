import { outcomeOfActError } from '../acts/outcome.ts';
import { HermesError } from '../contract/errors.ts';
import type { Ending, Trail } from './trail.ts';

/** The ending of a sample on which we, or somebody's agent, failed: by the error's code, never a silent zero. */
export function faultEnding(error: unknown, trail: Trail): Ending {
  const { code, rawMessage } = HermesError.from(error, 'HERMES_RUN_SAMPLE_FAULT');
  trail.transcript.push({ type: 'note', text: `ended by ${code}` });
  return { outcome: outcomeOfActError(code), cause: oneLine(rawMessage), errorCode: code };
}

function oneLine(text: string): string {
  return text.toWellFormed().replaceAll(/\s+/g, ' ').slice(0, 300);
}
