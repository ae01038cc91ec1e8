import { outcomeOfActError } from '../acts/outcome.ts';
import { errorTable } from '../contract/errors.ts';
import type { Ending, Trail } from './trail.ts';

/** The ending of a sample on which we, or somebody's agent, failed: by the error's code, never a silent zero. */
export function faultEnding(error: unknown, trail: Trail): Ending {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  trail.transcript.push({ type: 'note', text: `ended by ${code}` });
  return { outcome: outcomeOfActError(code), cause: oneLine(message), errorCode: code };
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code in errorTable ? code : 'HERMES_RUN_SAMPLE_FAULT';
}

function oneLine(text: string): string {
  return text.toWellFormed().replaceAll(/\s+/g, ' ').slice(0, 300);
}
