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
import { outcomeOfActError } from './outcome.ts';
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
  /** Whether the agent reads anchors. */
  anchors: boolean;
  /** Whether the agent declared the typed-act extension: its replies are then acts, and nothing else. */
  typed: boolean;
  /** Who started the agent's process, where that is known; what somebody else's agent does wrong is never our fault. */
  whose?: 'ours' | 'theirs' | undefined;
  exchange: Exchange;
  /** Aborts when the port is closed. */
  closing: AbortSignal;
}

/** The whole of `AgentPort.ask`, for every port. */
export async function ask(context: AskContext, act: Act, options: AskOptions): Promise<Answer> {
  const { deadlineMs, isPaused } = options;
  const signals = [context.closing, options.signal];
  const deadline = { deadlineMs, isPaused, isOurs: context.whose === 'ours' };
  return await withDeadline({ ...deadline, signals, who: context.role }, async (signal) => {
    const derefs = noDerefs();
    const outgoing = context.arm === 'PM' && context.anchors ? act : inlined(act, context.store, derefs);
    const startedMs = performance.now();
    const request = encode(context, outgoing);
    const encodedMs = performance.now();
    const exchanged = await context.exchange(request, signal).catch((error: unknown) => {
      throw blamed(context, error);
    });
    const receivedMs = performance.now();
    const [received, decodedMs, reply] = answering(context, () => {
      const decoded = decode(context, act, exchanged.reply);
      return [decoded, performance.now(), inlined(decoded, context.store, derefs)] as const;
    });
    failOnError(context, reply);
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
  const parts = codecOf(arm, context.anchors ? context.store : undefined).encode(act);
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

/** Faults of the store itself, which no agent can cause. */
const ownFaults = new Set<string>(['HERMES_ANCHORS_STORE', 'HERMES_ANCHORS_CORRUPT']);

/** The error as it counts: of somebody else's agent, everything that would be a fault of ours is its own. */
function blamed({ whose, role }: AskContext, error: unknown): unknown {
  if (whose !== 'theirs' || !(error instanceof HermesError) || ownFaults.has(error.code)) return error;
  if (outcomeOfActError(error.code) !== 'harness') return error;
  const isLost = error.code === 'HERMES_ACTS_UNAVAILABLE';
  return new HermesError(isLost ? 'HERMES_ACTS_AGENT_LOST' : 'HERMES_ACTS_AGENT_FAILED', {
    message: `${role}: ${error.rawMessage}`,
    fix: "look at the agent's log.",
    cause: error,
  });
}

function answering<T>(context: AskContext, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw blamed(context, error);
  }
}

function failOnError(context: AskContext, reply: Act): void {
  if (reply.type !== 'ERROR') return;
  const said = readAnswer(reply);
  const { code, message } = said;
  const words = `${JSON.stringify(code)}: ${JSON.stringify(message)}`.slice(0, 2_000);
  // A code of ours in somebody else's mouth would choose the outcome of its own sample.
  if (context.whose === 'theirs') {
    throw new HermesError('HERMES_ACTS_AGENT_FAILED', {
      message: `${context.role} answered with an error: ${words}.`,
      fix: "look at the agent's log.",
    });
  }
  const fault = Fault.safeParse(said).data;
  if (fault !== undefined) throw errorOf({ ...fault, message: `${reply.sender}: ${fault.message}` });
  throw new HermesError(isErrorCode(code) ? code : 'HERMES_ACTS_AGENT_ERROR', {
    message: `${reply.sender} answered with an error: ${words}.`,
    fix: "look at the agent's log.",
  });
}
