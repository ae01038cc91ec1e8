import { errorTable, HermesError, type HermesErrorCode } from '../contract/errors.ts';

/** An error as another process reported it, with its own code; message without the decoration that HermesError adds again. */
export function reportedError(report: { code: string; message: string; fix: string }): HermesError {
  const code = report.code in errorTable ? (report.code as HermesErrorCode) : 'HERMES_RUN_INTERNAL';
  return new HermesError(code, {
    message: report.message.replace(/^\[HERMES_\w+\] /, '').replace(/ Fix: [\s\S]*$/, ''),
    fix: report.fix === '' ? 'this is a fault of Hermes: report it with this message.' : report.fix,
  });
}
