import { z } from 'zod';
import { ChatRequest } from '../contract/chat.ts';
import { HermesError } from '../contract/errors.ts';

/** Throws HERMES_POOL_BAD_REQUEST unless a request is what the contract allows; later it would only crash a worker or break a connection. */
export function checkRequest(request: ChatRequest): void {
  const checked = ChatRequest.safeParse(request);
  if (checked.success) return;
  throw new HermesError('HERMES_POOL_BAD_REQUEST', {
    message: `a completion was asked for that the contract does not allow: ${z.prettifyError(checked.error)}`,
    fix: 'see ChatRequest in harness/contract/chat.ts; seeds have 31 bits.',
    cause: checked.error,
  });
}
