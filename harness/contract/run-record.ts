import { VerdictStatus } from '../../sandbox/verdict.ts';
import { z } from 'zod';
import { Json, Sha256 } from './json.ts';
import { ChatMessage, ChatObservation, ChatReply, Role, Sampling, Tool, ToolChoice } from './chat.ts';
import type { Counts, Scores } from './scores.ts';

export const Arm = z.enum(['A', 'C', 'PM']);
export type Arm = z.infer<typeof Arm>;

/** `harness` is ours and never a zero score; `agent` = the agent gave no usable answer; `oversized` = a message was too large: not passed. */
export const Outcome = z.enum(['passed', 'failed', 'agent', 'timeout', 'memory', 'harness', 'oversized']);
export type Outcome = z.infer<typeof Outcome>;

/** The outcome class of a program by the status of the verdict on it. */
export const outcomeOfStatus: Record<VerdictStatus, Outcome> = {
  passed: 'passed',
  failed: 'failed',
  errored: 'failed',
  'timed-out': 'timeout',
  'out-of-memory': 'memory',
};

/** Names a sample within a run; the sort order of every deterministic file. */
export const SampleKey = z.strictObject({
  suite: z.string(),
  arm: Arm,
  task: z.string(),
  sample: z.number().int().nonnegative(),
});
export type SampleKey = z.infer<typeof SampleKey>;

const scores: z.ZodType<Scores> = z.record(z.string(), z.number().min(0).max(1).nullable());
const counts: z.ZodType<Counts> = z.record(z.string(), z.number().int().nonnegative());

/**
 * Deterministic core of a sample: one line of samples.jsonl, no times, paths, workers or random ids. Whoever writes one is held to the tables of scores and
 * counts by type; whoever reads one keeps the keys of other versions.
 */
export const SampleRecord = SampleKey.extend({
  outcome: Outcome,
  /** One line that says why, for people. */
  cause: z.string(),
  /** Metric inputs of this sample, 0..1 each, null where it could not be measured: `scoreTable`. */
  scores,
  /** Whole numbers behind the scores (assertions held, mutants killed, …), never averaged alone: `countTable`. */
  counts,
  seeds: z.record(z.string(), z.number().int().nonnegative()),
  /** Of all completions; null when an outside agent was asked: what it used is not known. */
  tokens: z
    .strictObject({ prefill: z.number().int().nonnegative(), decode: z.number().int().nonnegative() })
    .nullable(),
  verdict: VerdictStatus.nullable(),
  tainted: z.boolean(),
  /** `realm` = lower trust: program and test shared a realm. */
  trust: z.enum(['data', 'realm']),
  /** Code of the harness fault when outcome is `harness`. */
  errorCode: z.string().nullable(),
  transcriptSha256: Sha256,
});
export type SampleRecord = z.infer<typeof SampleRecord>;

/** One line of a transcript. Deterministic. */
export const TranscriptEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('task'),
    statement: z.string(),
    signature: z.string(),
    entryPoint: z.string(),
  }),
  z.strictObject({
    type: z.literal('request'),
    role: Role,
    step: z.string(),
    /** Payload of the act, as the agent gets it. */
    request: Json,
    /** The agent is outside the seal. */
    outside: z.literal(true).optional(),
  }),
  z.strictObject({
    type: z.literal('completion'),
    role: Role,
    /** Which use of the role: `plan`, `code`, `code-with-plan`, `tests`, `repair-1` … */
    step: z.string(),
    messages: z.array(ChatMessage),
    sampling: Sampling,
    seed: z.number().int().nonnegative(),
    grammar: z.boolean(),
    tools: z.array(Tool).optional(),
    toolChoice: ToolChoice.optional(),
    stop: z.array(z.string()).optional(),
    topLogprobs: z.number().int().optional(),
    reply: ChatReply,
  }),
  z.strictObject({
    type: z.literal('answer'),
    role: Role,
    step: z.string(),
    /** What the agent made of the completion: plan, program, tests or a typed refusal. */
    answer: Json,
  }),
  z.strictObject({
    type: z.literal('verdict'),
    /** What was judged by what: `hidden`, `tests-on-reference`, `tests-on-mutant-3`, `tests-on-program` … */
    step: z.string(),
    status: VerdictStatus,
    code: z.string().optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).nullable(),
    logs: z.string(),
    assertions: z.strictObject({ total: z.number().int(), failed: z.number().int() }),
    detail: Json.optional(),
    /** What a reader has to know of this verdict: what did not cross as it was. Absent when there is nothing. */
    notes: z.array(z.string()).optional(),
  }),
  z.strictObject({ type: z.literal('note'), text: z.string() }),
]);
export type TranscriptEvent = z.infer<typeof TranscriptEvent>;

/** One hop of an act on the wire. */
const Hop = z.strictObject({
  from: z.string(),
  to: z.string(),
  actType: z.string(),
  /** Serialised message + 5-byte gRPC prefix. */
  bytes: z.number().int().nonnegative(),
});
export type Hop = z.infer<typeof Hop>;

/** What varies from run to run about a sample: one line of observations.jsonl. Times in milliseconds from the run's start. */
export const SampleObservation = SampleKey.extend({
  startedMs: z.number(),
  wallMs: z.number().nonnegative(),
  completions: z.array(ChatObservation.extend({ role: Role, prefill: z.number(), decode: z.number() })),
  executions: z.array(
    z.strictObject({ step: z.string(), wallMs: z.number(), cpuMs: z.number(), peakMemoryMiB: z.number() }),
  ),
  hops: z.array(Hop),
  messagePathMs: z.array(z.number()),
  derefMs: z.array(z.number()),
  derefBytes: z.number().int().nonnegative(),
  /** Refused attempts inside isolates, by API. */
  refused: z.record(z.string(), z.number()),
});
export type SampleObservation = z.infer<typeof SampleObservation>;

/** What the journal keeps of a finished sample: everything needed to write all files of the run. */
export const JournalEntry = z.strictObject({
  record: SampleRecord,
  transcript: z.array(TranscriptEvent),
  observation: SampleObservation,
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/** Tokens of all completions of a sample; null when an outside agent was asked. */
export function tokensOf(transcript: readonly TranscriptEvent[]): SampleRecord['tokens'] {
  const tokens = { prefill: 0, decode: 0 };
  for (const event of transcript) {
    if (event.type === 'request' && event.outside === true) return null;
    if (event.type !== 'completion') continue;
    tokens.prefill += event.reply.tokens.prefill;
    tokens.decode += event.reply.tokens.decode;
  }
  return tokens;
}
