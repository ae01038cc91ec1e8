import { z } from 'zod';
import type { HermesError, HermesErrorCode } from '../contract/errors.ts';
import { errorOf, Fault, faultOf } from '../contract/fault.ts';
import { type LineChannel, lost, protocolError } from './lines.ts';

/** One thing a process can be asked for: what is sent, what comes back, and what comes before that. */
export interface Call {
  params: z.ZodType;
  answer: z.ZodType;
  progress?: z.ZodType | undefined;
}
export type Calls = Record<string, Call>;

type Name<C extends Calls> = keyof C & string;
type ParamsOf<C extends Call> = z.output<C['params']>;
type AnswerOf<C extends Call> = z.output<C['answer']>;
type ProgressOf<C extends Call> = C extends { progress: z.ZodType<infer P> } ? P : never;

/** What answers calls. `signal` aborts when the caller cancels or goes away. */
export type Handlers<C extends Calls> = {
  [N in Name<C>]: (
    params: ParamsOf<C[N]>,
    call: { signal: AbortSignal; progress: (value: ProgressOf<C[N]>) => void },
  ) => Promise<AnswerOf<C[N]>>;
};

/** The asking end of a channel. */
export interface Caller<C extends Calls> {
  /**
   * Rejects with the other side's error; with the signal's reason as soon as it aborts (at once when it already has); with `lost` of the
   * channel when the other side goes away; with HERMES_WIRE_PROTOCOL when the answer is not of its schema.
   */
  call<N extends Name<C>>(
    name: N,
    params: ParamsOf<C[N]>,
    options?: CallOptions<C[N]> & { signal?: AbortSignal | undefined },
  ): Promise<AnswerOf<C[N]>>;
  /** Like `call`, but a cancelled call settles only when the other side has ended it. */
  start<N extends Name<C>>(
    name: N,
    params: ParamsOf<C[N]>,
    options?: CallOptions<C[N]>,
  ): Started<AnswerOf<C[N]>>;
  close(): void;
}

export interface CallOptions<C extends Call> {
  /** What it throws cancels the call and rejects it. */
  onProgress?: ((value: ProgressOf<C>) => void) | undefined;
}

interface Started<Answer> {
  answer: Promise<Answer>;
  cancel: () => void;
}

const id = z.number().int().nonnegative();
const FromCaller = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('call'), id, name: z.string(), params: z.unknown() }),
  z.strictObject({ type: z.literal('cancel'), id }),
]);
const ToCaller = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), id, value: z.unknown() }),
  z.strictObject({ type: z.literal('answer'), id, value: z.unknown() }),
  z.strictObject({ type: z.literal('fault'), id, fault: Fault }),
]);

export interface ServeCallsOptions {
  /** Calls of one channel that may run at the same time; one more closes it. */
  maxRunning?: number | undefined;
  /** Code of what a handler throws without one. */
  faultCode?: HermesErrorCode | undefined;
  /** Once, when the channel is closed. */
  onClose?: ((reason: HermesError | undefined) => void) | undefined;
}

/** Answers what arrives over a channel until it closes; every call that still runs is aborted then. */
export function serveCalls<C extends Calls>(
  channel: LineChannel,
  { calls, handlers }: { calls: C; handlers: Handlers<C> },
  options: ServeCallsOptions = {},
): void {
  const running = new Map<number, AbortController>();
  const run = async (name: string, params: unknown, { id, signal }: { id: number; signal: AbortSignal }) => {
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    const handler = handlers[name];
    if (call === undefined || handler === undefined) throw protocolError(`there is no call '${name}'`);
    const progress = (value: unknown) => {
      if (running.has(id)) channel.send({ type: 'progress', id, value });
    };
    const value: unknown = await handler(parsed(call.params, params) as never, { signal, progress });
    channel.send({ type: 'answer', id, value: value ?? null });
  };
  channel.listen({
    onValue(raw) {
      const message = FromCaller.parse(raw);
      if (message.type === 'cancel') return running.get(message.id)?.abort(new Error('the caller cancelled'));
      const { id, name, params } = message;
      if (running.has(id)) throw new Error(`call ${id} is running`);
      if (running.size >= (options.maxRunning ?? Number.POSITIVE_INFINITY))
        throw new Error('too many calls at once');
      const controller = new AbortController();
      running.set(id, controller);
      void run(name, params, { id, signal: controller.signal })
        .catch((error: unknown) =>
          channel.send({ type: 'fault', id, fault: faultOf(error, options.faultCode) }),
        )
        .finally(() => running.delete(id));
    },
    onClose(reason) {
      for (const controller of running.values()) controller.abort(new Error('the caller went away'));
      options.onClose?.(reason);
    },
  });
}

interface Waiting {
  call: Call;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onProgress: ((value: never) => void) | undefined;
}

/** Asks over a channel. `lost` makes the error of calls that the other side did not answer before it went away. */
export function callOver<C extends Calls>(
  channel: LineChannel,
  calls: C,
  options: {
    lost?: ((reason: HermesError | undefined) => unknown) | undefined;
    onClose?: (() => void) | undefined;
  } = {},
): Caller<C> {
  const waiting = new Map<number, Waiting>();
  const lostError = (reason: HermesError | undefined) => options.lost?.(reason) ?? reason ?? lost();
  let lastId = 0;
  let closed: { reason: HermesError | undefined } | undefined;
  const cancel = (id: number) => {
    if (waiting.has(id)) channel.send({ type: 'cancel', id });
  };
  channel.listen({
    onValue: (raw) => settle(waiting, ToCaller.parse(raw), cancel),
    onClose(reason) {
      closed = { reason };
      for (const call of waiting.values()) call.reject(lostError(reason));
      waiting.clear();
      options.onClose?.();
    },
  });
  const start: Caller<C>['start'] = (name, params, { onProgress } = {}) => {
    lastId += 1;
    const id = lastId;
    const { promise, resolve, reject } = Promise.withResolvers<never>();
    const call = calls[name];
    if (closed !== undefined || call === undefined) reject(lostError(closed?.reason));
    else {
      waiting.set(id, { call, resolve, reject, onProgress });
      try {
        channel.send({ type: 'call', id, name, params: params ?? null });
      } catch (error) {
        waiting.delete(id);
        reject(error);
      }
    }
    return { answer: promise, cancel: () => cancel(id) };
  };
  return {
    start,
    async call(name, params, { signal, onProgress } = {}) {
      signal?.throwIfAborted();
      const started = start(name, params, { onProgress });
      return await (signal === undefined ? started.answer : unlessAborted(started, signal));
    },
    close: () => channel.close(),
  };
}

async function unlessAborted<Answer>(call: Started<Answer>, signal: AbortSignal): Promise<Answer> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    call.cancel();
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([call.answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function settle(
  waiting: Map<number, Waiting>,
  message: z.infer<typeof ToCaller>,
  cancel: (id: number) => void,
): void {
  const call = waiting.get(message.id);
  if (call === undefined) return;
  if (message.type === 'progress') {
    try {
      call.onProgress?.(parsed(call.call.progress ?? z.never(), message.value) as never);
    } catch (error) {
      cancel(message.id);
      call.reject(error);
    }
    return;
  }
  waiting.delete(message.id);
  if (message.type === 'fault') return call.reject(errorOf(message.fault));
  try {
    call.resolve(parsed(call.call.answer, message.value));
  } catch (error) {
    call.reject(error);
  }
}

function parsed(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw protocolError(z.prettifyError(result.error), result.error);
}
