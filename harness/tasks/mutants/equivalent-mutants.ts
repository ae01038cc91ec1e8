import type { Sandbox, VerdictStatus } from '../../../sandbox/index.ts';
import { digestOf } from '../../contract/canonical-json.ts';
import type { Task } from '../../contract/task.ts';
import { hiddenProgram } from '../hidden-program.ts';
import { instrument, instrumenterVersion, type Mutant, type MutantProgram } from './instrument.ts';

/** The mutants of a task's reference, told apart by the task's hidden tests. */
export interface JudgedMutants {
  /** SHA-256 over everything the judgement depends on but the sandbox's engine. */
  digest: string;
  program: MutantProgram;
  /** What the hidden tests say to the instrumented reference with no mutant active; anything but `passed` is a fault of the task. */
  reference: VerdictStatus;
  /** Ids of mutants that pass every hidden test, ascending: as good as the reference as far as anybody can tell, so they count nowhere. */
  equivalent: readonly number[];
  /** The other mutants: a tester's tests may be scored on these. Empty unless the reference passed. */
  countable: readonly Mutant[];
}

export interface EquivalentOptions {
  /** Keep at most this many mutants of the task, see `instrument`. */
  limit?: number | undefined;
  /** Judgements already known, by digest; new ones are added. */
  known?: Map<string, KnownMutants> | undefined;
  /** CPU time of one mutant; one that needs more is rejected. Default 500. */
  cpuMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

export type KnownMutants = Pick<JudgedMutants, 'reference' | 'equivalent'>;

/**
 * Finds the mutants of a task's reference that its hidden tests do not reject.
 * Rejects with SyntaxError when the reference does not parse, with SandboxError when the sandbox is at fault, with the signal's reason when aborted.
 */
export async function equivalentMutants(
  task: Task,
  sandbox: Sandbox,
  options: EquivalentOptions = {},
): Promise<JudgedMutants> {
  const { lang, prelude = null, reference, crossing, entry_point, cases = null, test = null } = task;
  const program = await instrument(reference, lang, options);
  const limits = { cpuMs: options.cpuMs ?? 500 };
  const mutants = program.mutants.map((mutant) => mutant.id);
  const judgedBy = { crossing, entry_point, cases, test, limits, instrumenter: instrumenterVersion };
  const digest = digestOf({ lang, prelude, reference, mutants, ...judgedBy });
  const known =
    options.known?.get(digest) ?? (await judge({ task, program, sandbox, limits, signal: options.signal }));
  options.known?.set(digest, known);
  const { reference: status, equivalent } = known;
  const countable =
    status === 'passed' ? program.mutants.filter((mutant) => !equivalent.includes(mutant.id)) : [];
  return { digest, program, reference: status, equivalent, countable };
}

interface Judging {
  task: Task;
  program: MutantProgram;
  sandbox: Sandbox;
  limits: { cpuMs: number };
  signal: AbortSignal | undefined;
}

async function judge({ task, program, sandbox, limits, signal }: Judging): Promise<KnownMutants> {
  const statusOf = async (id: number | null): Promise<VerdictStatus> => {
    const input = hiddenProgram(task, program.programFor(id), limits);
    const verdict = await sandbox.run(input, signal === undefined ? {} : { signal });
    return verdict.status;
  };
  const reference = await statusOf(null);
  if (reference !== 'passed') return { reference, equivalent: [] };
  const ids = program.mutants.map((mutant) => mutant.id);
  const statuses = await Promise.all(ids.map(statusOf));
  return { reference, equivalent: ids.filter((_, index) => statuses[index] === 'passed') };
}
