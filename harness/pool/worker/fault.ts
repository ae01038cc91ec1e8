import { HermesError } from '../../contract/errors.ts';
import type { Fault } from '../messages.ts';

/** An error as it travels to the parent; what is not a HermesError becomes HERMES_POOL_WORKER. */
export function faultOf(error: unknown): Fault {
  if (error instanceof HermesError) return { code: error.code, message: bare(error), fix: error.fix };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'HERMES_POOL_WORKER',
    message: `the worker failed: ${message}`,
    fix: 'this is a fault of Hermes or of llama.cpp: report it with the request that led to it.',
  };
}

/** The HermesError that a fault from another process stands for. */
export function errorOf(fault: Fault): HermesError {
  return new HermesError(fault.code, { message: fault.message, fix: fault.fix });
}

/** The message without the code before it and the fix behind it, which the constructor adds again. */
function bare(error: HermesError): string {
  return error.message.slice(`[${error.code}] `.length, -` Fix: ${error.fix}`.length);
}
