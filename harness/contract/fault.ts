import { z } from 'zod';
import { HermesError, type HermesErrorCode, isCoded, isErrorCode, reportIt } from './errors.ts';
import { Json } from './json.ts';

/** An error on its way between processes: the same fields, the message for people not yet composed. */
export const Fault = z.strictObject({
  code: z.custom<HermesErrorCode>(isErrorCode),
  message: z.string(),
  value: Json.optional(),
  fix: z.string(),
});
export type Fault = z.infer<typeof Fault>;

/** What travels of a thrown value. What has no code of ours gets `code`, and its stack as text, since its cause stays behind. */
export function faultOf(reason: unknown, code: HermesErrorCode = 'HERMES_RUN_INTERNAL'): Fault {
  if (!isCoded(reason)) {
    const message = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    return { code, message, fix: reportIt };
  }
  const value = Json.safeParse(reason.value);
  return { code: reason.code, message: reason.rawMessage, value: value.data, fix: reason.fix };
}

/** The error that a fault from another process stands for. */
export function errorOf(fault: Fault): HermesError {
  return new HermesError(fault.code, fault);
}
