import { z } from 'zod';
import { ChatReply, ChatRequest } from '../contract/chat.ts';
import { Fault } from '../contract/fault.ts';

/** The instrument a worker sets up; everything that may change an answer is in here. */
export const EngineSettings = z.strictObject({
  modelPath: z.string(),
  profile: z.enum(['repeatable', 'fast']),
  /** Tokens a request may use, prompt and answer together. */
  contextSize: z.number().int().positive(),
  /** Requests one worker answers side by side; 1 in profile `repeatable`. */
  sequences: z.number().int().positive(),
  /** CPU threads of one context. */
  threads: z.number().int().positive(),
  backend: z.enum(['cpu', 'cuda', 'metal', 'vulkan']),
  /** Calls made and thrown away before the worker is ready. */
  warmups: z.number().int().positive(),
});
export type EngineSettings = z.infer<typeof EngineSettings>;

/** What a pool says to a worker. */
export const ToWorker = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('load'), settings: EngineSettings }),
  z.strictObject({
    type: z.literal('ask'),
    id: z.number().int(),
    request: ChatRequest,
    /** Whether pieces of text are wanted as they are decoded. */
    stream: z.boolean(),
  }),
  z.strictObject({ type: z.literal('cancel'), id: z.number().int() }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

/** What a worker says when it is ready. */
export const WorkerReady = z.strictObject({
  type: z.literal('ready'),
  loadMs: z.number(),
  warmupMs: z.number(),
  /** Paths of llama.cpp's libraries that are mapped after the first decode. */
  nativeLibraries: z.array(z.string()),
  /** llama.cpp's own words on the CPU features in use. */
  systemInfo: z.string(),
  llamaCppRelease: z.string(),
});
export type WorkerReady = z.infer<typeof WorkerReady>;

/** What a worker says to its pool. */
export const FromWorker = z.discriminatedUnion('type', [
  WorkerReady,
  z.strictObject({ type: z.literal('refused'), fault: Fault }),
  z.strictObject({ type: z.literal('text'), id: z.number().int(), text: z.string() }),
  z.strictObject({
    type: z.literal('answer'),
    id: z.number().int(),
    reply: ChatReply,
    firstTokenMs: z.number(),
    wallMs: z.number(),
  }),
  z.strictObject({ type: z.literal('failed'), id: z.number().int(), fault: Fault }),
  z.strictObject({ type: z.literal('cancelled'), id: z.number().int() }),
  z.strictObject({ type: z.literal('log'), level: z.string(), message: z.string() }),
]);
export type FromWorker = z.infer<typeof FromWorker>;
