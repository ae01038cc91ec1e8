import { z } from 'zod';
import { ChatReply, type ChatRequest } from '../contract/chat.ts';

/** The instrument a worker sets up; everything that may change an answer is in here. */
export const EngineSettings = z.strictObject({
  modelPath: z.string(),
  /** What the model must be when it is loaded; not looked at when absent. */
  modelSha256: z.string().optional(),
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

/** What a worker says when it is ready. */
export const WorkerReady = z.strictObject({
  loadMs: z.number(),
  warmupMs: z.number(),
  /** Paths of llama.cpp's libraries that are mapped after the first decode. */
  nativeLibraries: z.array(z.string()),
  /** llama.cpp's own words on the CPU features in use. */
  systemInfo: z.string(),
  llamaCppRelease: z.string(),
});
export type WorkerReady = z.infer<typeof WorkerReady>;

/** What a worker answers a request with; times in milliseconds since it took the request. */
const Answered = z.strictObject({ reply: ChatReply, firstTokenMs: z.number(), wallMs: z.number() });
export type Answered = z.infer<typeof Answered>;

/** One line of llama.cpp's own log. */
const LogLine = z.strictObject({ level: z.string(), message: z.string() });
export type LogLine = z.infer<typeof LogLine>;

/** A model worker as a child of its pool. */
export const workerChild = {
  /** Loads and warms up the model; tells what llama.cpp says meanwhile. */
  start: { params: EngineSettings, answer: WorkerReady, progress: LogLine },
  /** Answers a request, which the pool has checked; null when it was cancelled. With `stream` the text is told as it is decoded. */
  complete: {
    params: z.strictObject({ request: z.custom<ChatRequest>(), stream: z.boolean() }),
    answer: Answered.nullable(),
    progress: z.string(),
  },
  /** Tells what llama.cpp says from now on; never answers. */
  logs: { params: z.null(), answer: z.null(), progress: LogLine },
};
