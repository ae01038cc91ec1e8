import { HermesError } from '../../contract/errors.ts';
import { z } from 'zod';
import { type Verdict, VerdictStatus } from '../../../sandbox/index.ts';
import { Sha256 } from '../../contract/json.ts';
import { Outcome } from '../../contract/run-record.ts';
import { verdictLine } from '../verdict-cause.ts';
import type { Sample } from './read-samples.ts';

/** One line of a results file: what became of one sample. */
export const ResultLine = z.strictObject({
  task_id: z.string(),
  line: z.number().int().positive(),
  sample: z.number().int().nonnegative(),
  passed: z.boolean(),
  outcome: Outcome,
  /** Why, in one line. */
  cause: z.string(),
  status: VerdictStatus.nullable(),
  assertions: z.strictObject({ total: z.number().int(), failed: z.number().int() }).nullable(),
  /** `realm` = program and test shared a realm: lower trust. */
  trust: z.enum(['data', 'realm']).nullable(),
  tainted: z.boolean(),
  wallMs: z.number().nullable(),
  cpuMs: z.number().nullable(),
  peakMemoryMiB: z.number().nullable(),
  /** Code of our fault when the outcome is `harness`. */
  errorCode: z.string().nullable(),
  digest: Sha256,
});
export type ResultLine = z.infer<typeof ResultLine>;

/** The result of a sample that was executed. */
export function lineOfVerdict(sample: Sample, verdict: Verdict): ResultLine {
  const { usage } = verdict;
  return {
    ...keyOf(sample),
    passed: verdict.status === 'passed',
    outcome: outcomes[verdict.status],
    cause: verdictLine(verdict),
    status: verdict.status,
    assertions: verdict.assertions,
    trust: verdict.crossing,
    tainted: verdict.tainted,
    wallMs: rounded(usage.wallMs),
    cpuMs: rounded(usage.cpuMs),
    peakMemoryMiB: rounded(usage.peakMemoryMiB),
    errorCode: null,
  };
}

/** The result of a sample that holds no program: outcome `agent`. */
export function lineOfRefusal(sample: Sample, reason: string): ResultLine {
  return { ...keyOf(sample), ...unexecuted, outcome: 'agent', cause: reason };
}

/** The result of a sample that we failed to judge: outcome `harness`, never a zero score. */
export function lineOfFault(sample: Sample, error: unknown): ResultLine {
  const { code: errorCode, rawMessage } = HermesError.from(error, 'HERMES_RUN_SAMPLE_FAULT');
  const cause = rawMessage.replaceAll(/\s+/g, ' ').slice(0, 300);
  return { ...keyOf(sample), ...unexecuted, outcome: 'harness', cause, errorCode };
}

const outcomes: Readonly<Record<VerdictStatus, Outcome>> = {
  passed: 'passed',
  failed: 'failed',
  errored: 'failed',
  'timed-out': 'timeout',
  'out-of-memory': 'memory',
};

const unexecuted = {
  passed: false,
  status: null,
  assertions: null,
  trust: null,
  tainted: false,
  wallMs: null,
  cpuMs: null,
  peakMemoryMiB: null,
  errorCode: null,
} as const;

function keyOf({
  taskId,
  line,
  sample,
  digest,
}: Sample): Pick<ResultLine, 'task_id' | 'line' | 'sample' | 'digest'> {
  return { task_id: taskId, line, sample, digest };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
