import { HermesError, textOf } from '../contract/errors.ts';

/** An error as clients of OpenAI's API read it. */
export class DialectError extends Error {
  readonly status: 400 | 401 | 404 | 413 | 415 | 429 | 500 | 503;
  readonly param: string | null;
  readonly code: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: DialectError['status'],
    message: string,
    more: {
      param?: string | undefined;
      code?: string | undefined;
      retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(message);
    this.name = 'DialectError';
    this.status = status;
    this.param = more.param ?? null;
    this.code = more.code ?? null;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  body(): object {
    const { message, param, code } = this;
    return { error: { message, type: this.#type(), param, code } };
  }

  #type(): string {
    if (this.status === 401) return 'authentication_error';
    if (this.status === 429) return 'rate_limit_error';
    return this.status < 500 ? 'invalid_request_error' : 'api_error';
  }
}

/** Faults of ours that a request has caused: nothing is wrong with the server. */
const causedByRequest = [
  'HERMES_POOL_BAD_REQUEST',
  'HERMES_POOL_TOOLS',
  'HERMES_POOL_TEMPLATE',
  'HERMES_POOL_GRAMMAR',
];

/** Any error in the words of the dialect. */
export function dialectErrorOf(error: unknown): DialectError {
  if (error instanceof DialectError) return error;
  if (!(error instanceof HermesError)) return new DialectError(500, textOf(error));
  const { code, message } = error;
  if (causedByRequest.includes(code)) return new DialectError(400, message, { code });
  if (code === 'HERMES_POOL_QUEUE_FULL')
    return new DialectError(429, message, { code, retryAfterSeconds: 1 });
  return new DialectError(code.startsWith('HERMES_POOL_') ? 503 : 500, message, { code });
}
