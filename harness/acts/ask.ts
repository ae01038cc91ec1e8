import type { AnchorStore } from '../anchors/store.ts';
import type { Act } from '../contract/act.ts';
import type { Arm } from '../contract/run-record.ts';
import { HermesError, isErrorCode } from '../contract/errors.ts';
import { errorOf, Fault } from '../contract/fault.ts';
import { requestMessage, serializeRequest } from './a2a-message.ts';
import type { AgentReport } from './act-server.ts';
import type { Answer, AskOptions } from './agent-port.ts';
import { codecOf } from './arms.ts';
import { withDeadline } from './deadline.ts';
import { checkSize, grpcPrefixBytes } from './limits.ts';
import { inlined, noDerefs, readAnswer } from './payload.ts';
import { readReply } from './read-reply.ts';

/** Carries one serialised request to the agent and its serialised answer back: all that ports differ in. */
export type Exchange = (request: Buffer, signal: AbortSignal) => Promise<Exchanged>;

interface Exchanged {
  reply: Buffer;
  /** null when the agent told nothing. */
  report: AgentReport | null;
  /** Of the try that succeeded. */
  wallMs: number;
  tries: number;
}

export interface AskContext {
  role: string;
  arm: Arm;
  store: AnchorStore | undefined;
  /** Whether the agent declared the typed-act extension: its replies are then acts, and nothing else. */
  typed: boolean;
  exchange: Exchange;
  /** Aborts when the port is closed. */
  closing: AbortSignal;
}

/** The whole of `AgentPort.ask`, for every port. */
export async function ask(context: AskContext, act: Act, options: AskOptions): Promise<Answer> {
  const { deadlineMs } = options;
  const signals = [context.closing, options.signal];
  return await withDeadline({ deadlineMs, signals, who: context.role }, async (signal) => {
    const derefs = noDerefs();
    const outgoing = context.arm === 'PM' ? act : inlined(act, context.store, derefs);
    const startedMs = performance.now();
    const request = encode(context, outgoing);
    const encodedMs = performance.now();
    const exchanged = await context.exchange(request, signal);
    const receivedMs = performance.now();
    const received = decode(context, act, exchanged.reply);
    const decodedMs = performance.now();
    const reply = inlined(received, context.store, derefs);
    failOnError(reply);
    const { report } = exchanged;
    const pathMs = encodedMs - startedMs + exchanged.wallMs + (decodedMs - receivedMs);
    return {
      reply,
      hops: [hop(act, request.length), hop(received, exchanged.reply.length)],
      messagePathMs: report ? Math.max(0, pathMs - report.handlerMs) : null,
      derefMs: [...(report?.derefMs ?? []), ...derefs.ms],
      derefBytes: (report?.derefBytes ?? 0) + derefs.bytes,
      tries: exchanged.tries,
    };
  });
}

function encode(context: AskContext, act: Act): Buffer {
  const { arm } = context;
  const payloadBytes = act.payload.kind === 'inline' ? act.payload.bytes.length : act.payload.bytes;
  const who = `request to ${context.role}`;
  // The payload alone first: nothing too large is put into the store.
  checkSize({ messageBytes: payloadBytes, payloadBytes, arm, who });
  const parts = codecOf(arm, context.store).encode(act);
  const bytes = serializeRequest(requestMessage(act.spanId, parts));
  checkSize({ messageBytes: bytes.length, payloadBytes, arm, who });
  return bytes;
}

function decode(context: AskContext, request: Act, bytes: Buffer): Act {
  const { arm } = context;
  checkSize({ messageBytes: bytes.length, payloadBytes: 0, arm, who: `reply of ${context.role}` });
  const reply = readReply(bytes, { request, role: context.role, typed: context.typed });
  const payloadBytes = reply.payload.kind === 'inline' ? reply.payload.bytes.length : reply.payload.bytes;
  checkSize({ messageBytes: bytes.length, payloadBytes, arm, who: `reply of ${context.role}` });
  return reply;
}

function hop(act: Act, messageBytes: number) {
  return { from: act.sender, to: act.receiver, actType: act.type, bytes: messageBytes + grpcPrefixBytes };
}

function failOnError(reply: Act): void {
  if (reply.type !== 'ERROR') return;
  const said = readAnswer(reply);
  const fault = Fault.safeParse(said).data;
  if (fault !== undefined) throw errorOf({ ...fault, message: `${reply.sender}: ${fault.message}` });
  const { code, message } = said;
  throw new HermesError(isErrorCode(code) ? code : 'HERMES_ACTS_AGENT_ERROR', {
    message: `${reply.sender} answered with an error: ${JSON.stringify(code)}: ${JSON.stringify(message)}.`,
    fix: "look at the agent's log.",
  });
}
