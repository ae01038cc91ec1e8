import { type FileHandle, open, readFile, rename, writeFile } from 'node:fs/promises';
import { HermesError, textOf } from '../../contract/errors.ts';
import { ResultLine } from './result-line.ts';
import type { Sample } from './read-samples.ts';

/** A results file that is being written; results are on disk when `add` resolves. */
export class ResultsFile implements AsyncDisposable {
  readonly path: string;
  /** Results of an earlier, interrupted scoring that still hold for these samples. */
  readonly kept: readonly ResultLine[];
  readonly #handle: FileHandle;
  readonly #lines: ResultLine[];
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, kept: ResultLine[], handle: FileHandle) {
    this.path = path;
    this.kept = [...kept];
    this.#lines = kept;
    this.#handle = handle;
  }

  /**
   * Opens the file and keeps what an earlier scoring of the same samples left there: same line, same program, and no fault of ours. HermesError
   * HERMES_TASK_RESULTS_UNWRITABLE.
   */
  static async open(path: string, samples: readonly Sample[]): Promise<ResultsFile> {
    const digests = new Map(samples.map((sample) => [sample.line, sample.digest]));
    const kept = (await earlierLines(path)).filter(
      (line) => digests.get(line.line) === line.digest && line.outcome !== 'harness',
    );
    const unique = [...new Map(kept.map((line) => [line.line, line])).values()];
    try {
      await writeWhole(path, unique);
      return new ResultsFile(path, unique, await open(path, 'a'));
    } catch (cause) {
      throw new HermesError('HERMES_TASK_RESULTS_UNWRITABLE', {
        message: `the results file ${path} cannot be written: ${textOf(cause)}.`,
        fix: 'give a samples file in a folder that can be written to, or copy it there.',
        cause,
      });
    }
  }

  /** Appends one result. */
  add(line: ResultLine): Promise<void> {
    this.#lines.push(line);
    this.#writing = this.#writing.then(() => this.#handle.appendFile(`${JSON.stringify(line)}\n`));
    return this.#writing;
  }

  /** Every result so far, in the order of the samples. */
  results(): ResultLine[] {
    return this.#lines.toSorted((a, b) => a.line - b.line);
  }

  /** Puts the finished file in the order of the samples. */
  async finish(): Promise<void> {
    await this.#writing;
    await writeWhole(this.path, this.results());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#handle.close();
  }
}

async function earlierLines(path: string): Promise<ResultLine[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = ResultLine.safeParse(parse(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** Readers see the old file or the new one, never half of one. */
async function writeWhole(path: string, lines: readonly ResultLine[]): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { flush: true });
  await rename(temporary, path);
}
