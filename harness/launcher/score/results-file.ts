import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HermesError, textOf } from '../../contract/errors.ts';
import type { SampleRecord } from '../../contract/run-record.ts';
import type { Samples } from '../../tasks/score/read-samples.ts';
import { keyOf } from './earlier-scoring.ts';

/** Where the results of a scoring are written beside the run directory, as scorers of published sets do. */
export function resultsPath({ tasks, samples }: { tasks: string; samples: string }): string {
  return samples === 'canonical'
    ? `${tasks}_canonical_results.jsonl`
    : `${samples.replace(/[\\/]+$/, '')}_results.jsonl`;
}

/** Throws HERMES_TASK_RESULTS_UNWRITABLE when the results could not be written in the end. */
export function refuseUnwritable(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a folder');
    accessSync(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new HermesError('HERMES_TASK_RESULTS_UNWRITABLE', {
      message: `the results file ${path} cannot be written: ${textOf(cause)}.`,
      fix: 'give a samples file in a folder that can be written to, or copy it there.',
      cause,
    });
  }
}

/** Writes one line a sample, in the order of the samples file. Readers see the old file or the new one, never half of one. */
export async function writeResults(
  path: string,
  samples: Samples,
  records: readonly SampleRecord[],
): Promise<void> {
  const byKey = new Map(records.map((record) => [keyOf({ ...record, taskId: record.task }), record]));
  const lines = samples.all.flatMap((sample) => {
    const record = byKey.get(keyOf(sample));
    return record === undefined ? [] : [`${JSON.stringify(resultLine(sample.line, record))}\n`];
  });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, lines.join(''), { flush: true });
  await rename(temporary, path);
}

function resultLine(line: number, record: SampleRecord): object {
  const { task, sample, outcome, cause, verdict, trust, tainted, errorCode } = record;
  return {
    task_id: task,
    line,
    sample,
    passed: outcome === 'passed',
    outcome,
    cause,
    status: verdict,
    trust,
    tainted,
    errorCode,
  };
}
