import type { Readable } from 'node:stream';
import { z } from 'zod';
import type * as Job from '../isolate/job.ts';
import { TestFault } from '../verdict.ts';

const maxName = 300;
const maxNotes = 10;
const maxText = 20_000;

const ThrownParts = z.object({
  n: z.string().max(maxName),
  m: z.string().max(maxText),
  s: z.string().max(maxText),
}) satisfies z.ZodType<Job.ThrownParts>;

const CallOutcome = z.discriminatedUnion('k', [
  z.object({ k: z.literal('value'), v: z.unknown() }),
  z.object({ k: z.literal('error'), e: ThrownParts }),
]) satisfies z.ZodType<Job.CallOutcome>;

const Report = z.object({
  broken: ThrownParts.optional(),
  cases: z.array(CallOutcome),
  value: CallOutcome.optional(),
  test: CallOutcome.optional(),
  assertions: z.object({ total: z.number().int().nonnegative(), failed: z.number().int().nonnegative() }),
  uncaught: ThrownParts.optional(),
  testFault: TestFault.optional(),
  notes: z.array(z.string().max(maxName)).max(maxNotes),
  outOfMemory: z.boolean(),
  refused: z.record(z.string().max(maxName), z.number().int().positive()),
}) satisfies z.ZodType<Job.Report>;

const Said = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), permission: z.boolean() }),
  z.strictObject({ type: z.literal('started'), id: z.string() }),
  z.strictObject({ type: z.literal('log'), id: z.string(), text: z.string() }),
  z.strictObject({ type: z.literal('result'), id: z.string(), report: Report }),
  z.strictObject({ type: z.literal('idle'), id: z.string() }),
]) satisfies z.ZodType<Job.Said>;

/** A line of a confined process, checked; undefined for whatever it may not say. What it carries is still only the program's word. */
export function parseSaid(line: string): Job.Said | undefined {
  try {
    return Said.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Cuts a stream into lines. A line longer than `maxBytes` calls `onFlood` once and everything after it is dropped. */
export function readLines(
  stream: Readable,
  maxBytes: () => number,
  handlers: { onLine: (line: string) => void; onFlood: () => void },
): void {
  let pieces: Buffer[] = [];
  let size = 0;
  let flooded = false;
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (!flooded && rest.length > 0) {
      const end = rest.indexOf(10);
      const piece = end < 0 ? rest : rest.subarray(0, end);
      size += piece.length;
      if (size > maxBytes()) {
        flooded = true;
        pieces = [];
        handlers.onFlood();
        return;
      }
      pieces.push(piece);
      if (end < 0) return;
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      size = 0;
      rest = rest.subarray(end + 1);
      handlers.onLine(line);
    }
  });
  stream.on('error', () => {});
}
