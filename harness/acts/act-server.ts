import { hash, randomUUID } from 'node:crypto';
import type { Message } from '@a2a-js/sdk';
import type { AnchorStore } from '../anchors/store.ts';
import type { Act } from '../contract/act.ts';
import type { AnchorKind } from '../contract/anchor.ts';
import type { Arm } from '../contract/run-record.ts';
import { HermesError, isCoded, textOf } from '../contract/errors.ts';
import { type Fault, faultOf } from '../contract/fault.ts';
import { contentBytes, replyMessage } from './a2a-message.ts';
import { codecOf, decodeParts } from './arms.ts';
import { checkSize } from './limits.ts';
import { errorReply, newAct, replyTo } from './new-act.ts';
import { createOnce } from './once.ts';
import { dereference, type Derefs, inlined, noDerefs } from './payload.ts';
import { plainParts, plainRequest } from './plain-act.ts';
import { checkSchema } from './schema-check.ts';

/** What an agent does with an act. The payload it gets is inline; the payload it returns may be, too, whatever the arm. */
export type AgentHandler = (act: Act, context: AgentContext) => Promise<Act>;

export interface AgentContext {
  /** Aborts when nobody waits for the answer any more: cancelled, past its deadline, or the asker is gone. */
  signal: AbortSignal;
  /** Reads an anchor. HERMES_ANCHORS_*, HERMES_ACTS_NO_STORE. */
  resolve: (uri: string) => Promise<Uint8Array>;
  /** Stores an anchor; returns its URI. HERMES_ANCHORS_*, HERMES_ACTS_NO_STORE. */
  put: (kind: AnchorKind, bytes: Uint8Array) => Promise<string>;
}

/** What an agent tells about the call it just answered; not part of the message path. */
export interface AgentReport {
  /** How long this call waited for the handler. */
  handlerMs: number;
  derefMs: number[];
  derefBytes: number;
}

/** An agent without its transport: the same in memory and behind gRPC. */
export interface ActServer {
  /** Answers one message in the arm it is asked in, a plain one plainly (plain-act.ts). Never rejects: trouble becomes an ERROR act. */
  answer(
    message: Message,
    call: { signal: AbortSignal; arm: Arm | null },
  ): Promise<{ message: Message; report: AgentReport }>;
}

/** Builds the agent of a role. Acts are executed once per (epoch, span id); duplicates join or get the same answer. */
export function createActServer(options: {
  role: string;
  handler: AgentHandler;
  store?: AnchorStore | undefined;
}): ActServer {
  const { role, handler, store } = options;
  const once = createOnce<{ reply: Act; print: string }>({
    capacity: rememberedBytes,
    weigh: ({ reply }) =>
      actOverheadBytes + (reply.payload.kind === 'inline' ? reply.payload.bytes.length : 0),
  });
  return { answer: (message, call) => answer(message, call) };

  async function answer(message: Message, call: { signal: AbortSignal; arm: Arm | null }) {
    const derefs = noDerefs();
    const arm = call.arm ?? (message.parts[0]?.content?.$case === 'raw' ? 'C' : 'A');
    // Only who says no arm may speak plainly: whoever speaks acts is told what is wrong with them.
    const plain = call.arm === null ? plainRequest(message, role) : null;
    const { request, trouble } = plain === null ? read(message, role) : { request: plain, trouble: null };
    const startedMs = performance.now();
    const reply = trouble ? errorReply(request, trouble) : await execute(request, call.signal, derefs);
    const handlerMs = performance.now() - startedMs;
    return {
      message: plain === null ? await written(reply, arm, store) : writePlain(reply, message, store),
      report: { handlerMs, derefMs: derefs.ms, derefBytes: derefs.bytes },
    };
  }

  async function execute(request: Act, signal: AbortSignal, derefs: Derefs): Promise<Act> {
    const print = fingerprint(request);
    try {
      const { reply, print: executed } = await once.run(
        `${request.epoch}/${request.spanId}`,
        signal,
        async (signal) => {
          const reply = await handle(request, signal, derefs);
          // An error is told to whoever waits for it, but not remembered: the same act may be tried again.
          if (reply.type === 'ERROR') throw new ErrorTold(reply);
          return { reply, print };
        },
      );
      return executed === print ? reply : errorReply(request, spanReused(request));
    } catch (error) {
      return error instanceof ErrorTold ? error.reply : errorReply(request, troubleOf(error));
    }
  }

  async function handle(request: Act, signal: AbortSignal, derefs: Derefs): Promise<Act> {
    const context: AgentContext = {
      signal,
      resolve: async (uri) => dereference(uri, store, derefs),
      put: async (kind, bytes) => {
        const uri = opened(store).put(kind, bytes);
        await store?.handedOver?.();
        return uri;
      },
    };
    const reply = await handler(inlined(request, store, derefs), context);
    return { ...replyTo(request, { type: reply.type, payload: reply.payload }), header: reply.header };
  }
}

class ErrorTold extends Error {
  readonly reply: Act;

  constructor(reply: Act) {
    super('the handler answered with an ERROR act');
    this.reply = reply;
  }
}

/** How much of finished acts an agent remembers: more than a run has in flight. */
const rememberedBytes = 64 * 1024 * 1024;
const actOverheadBytes = 1_024;

function read(message: Message, role: string): { request: Act; trouble: Fault | null } {
  try {
    const request = decodeParts(message.parts);
    checkSchema(request);
    return { request, trouble: null };
  } catch (error) {
    const trouble: Fault = isCoded(error)
      ? faultOf(error)
      : {
          code: 'HERMES_ACTS_MALFORMED',
          message: `${role} cannot read the act: ${textOf(error)}`,
          fix: 'send what harness/acts/acts.proto or docs/agents.md describes.',
        };
    return { request: unreadable(role), trouble };
  }
}

/** Stands in for an act that could not be read, so that there is something to reply to. */
function unreadable(role: string): Act {
  const nothing = { kind: 'inline', bytes: new Uint8Array(), mediaType: 'application/json' } as const;
  return newAct({
    type: 'REQUEST',
    sender: 'unknown',
    receiver: role,
    payload: nothing,
    traceId: '0'.repeat(32),
    spanId: '0'.repeat(16),
  });
}

function write(reply: Act, arm: Arm, store: AnchorStore | undefined): Message {
  try {
    const act = arm === 'PM' ? reply : inlined(reply, store, noDerefs());
    const payloadBytes = act.payload.kind === 'inline' ? act.payload.bytes.length : act.payload.bytes;
    // The payload alone first: nothing too large is put into the store.
    checkSize({ messageBytes: payloadBytes, payloadBytes, arm, who: act.sender });
    const parts = codecOf(arm, store).encode(act);
    checkSize({ messageBytes: contentBytes(parts), payloadBytes, arm, who: act.sender });
    return replyMessage(act.spanId, parts);
  } catch (error) {
    return writeTrouble(reply, arm, error);
  }
}

/** A message that names an anchor leaves when the anchor is where its reader looks. */
async function written(reply: Act, arm: Arm, store: AnchorStore | undefined): Promise<Message> {
  const message = write(reply, arm, store);
  try {
    await store?.handedOver?.();
    return message;
  } catch (error) {
    return writeTrouble(reply, arm, error);
  }
}

function writeTrouble(reply: Act, arm: Arm, error: unknown): Message {
  const trouble = errorReply(asRequest(reply), troubleOf(error));
  return replyMessage(reply.spanId, codecOf(arm === 'A' ? 'A' : 'C', undefined).encode(trouble));
}

function writePlain(reply: Act, { contextId }: Message, store: AnchorStore | undefined): Message {
  return {
    ...replyMessage(reply.spanId, plainParts(inlined(reply, store, noDerefs()))),
    contextId: contextId || randomUUID(),
  };
}

function asRequest(reply: Act): Act {
  return { ...reply, sender: reply.receiver, receiver: reply.sender };
}

/** An agent's own error has no code of ours, and its text is the agent's to write: no stack of it travels. */
function troubleOf(error: unknown): Fault {
  return faultOf(HermesError.from(error, 'HERMES_ACTS_AGENT_ERROR'));
}

function spanReused(request: Act): Fault {
  return {
    code: 'HERMES_ACTS_SPAN_REUSED',
    message: `another act with epoch ${request.epoch} and span id ${request.spanId} was executed before.`,
    fix: 'use a span id once in an epoch.',
  };
}

function opened(store: AnchorStore | undefined): AnchorStore {
  if (store) return store;
  throw new HermesError('HERMES_ACTS_NO_STORE', {
    message: 'put() was called, but no anchor store is open here.',
    fix: 'pass `store` to serveAgent.',
  });
}

function fingerprint(act: Act): string {
  const { payload } = act;
  const what = payload.kind === 'anchor' ? payload.uri : hash('sha256', payload.bytes, 'hex');
  // An anchor's digest is the hash of the bytes it stands for: the same act in two arms has one print.
  return JSON.stringify([act.type, act.header, payload.mediaType, what.slice(-64)]);
}
