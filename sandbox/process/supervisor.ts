import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { SandboxError } from '../errors.ts';
import { Limits, Program, type ProgramInput } from '../program.ts';
import type { Sandbox, SandboxOptions } from '../sandbox.ts';
import type { Levels, Verdict } from '../verdict.ts';
import type { ConfinedProcess } from './confined-process.ts';
import { execute, type Execution } from './execute.ts';
import { deathText } from './death.ts';
import { type Bounded, isAtLimit, isDoubtful, isLost, judge } from './judge.ts';
import { planSandbox, type SandboxPlan } from './plan.ts';
import { Budget, prepare } from './prepare.ts';
import { closedError, isSpawnError, type Member, ProcessPool } from './process-pool.ts';
import { Turnstile } from './turnstile.ts';

/** How many processes may die in a row while they wait, before the sandbox says that it cannot work. */
const maxStarts = 3;
/** How often the process of one program may be ended by somebody else. */
const maxLosses = 2;

/**
 * Starts a sandbox: a supervisor in this process and confined processes that execute programs. Resolves when the first confined process
 * is ready and `requireLevels` hold. Rejects with SandboxError (SPAWN, PARTS, LEVELS).
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { levels = {}, requireLevels = {}, limits = {}, workers = 1, reuse = 'clean', launch } = options;
  const plan = await planSandbox(levels, launch);
  return superviseWith({ plan, workers, reuse, requireLevels, limits: Limits.parse(limits) });
}

/** The same with a plan of one's own. */
export async function superviseWith(options: SupervisorOptions): Promise<Sandbox> {
  return new Supervisor(options).start();
}

export interface SupervisorOptions {
  plan: SandboxPlan;
  workers: number;
  reuse: 'never' | 'clean';
  requireLevels: Partial<Levels>;
  limits: Limits;
}

/** What came of one attempt at a program, and what protected it. */
interface Found {
  execution: Execution;
  levels: Levels;
}

class Supervisor implements Sandbox {
  readonly #options: SupervisorOptions;
  readonly #pool: ProcessPool;
  readonly #turnstile: Turnstile;
  #isClosed = false;

  constructor(options: SupervisorOptions) {
    const { plan, workers, reuse, requireLevels } = options;
    this.#options = options;
    // One more than work at a time, so that a program does not wait for the clearing up after the last one.
    this.#pool = new ProcessPool({ plan, size: workers + 1, reuse, requireLevels });
    this.#turnstile = new Turnstile(workers);
  }

  /** Proves that a process can be started as required. */
  async start(): Promise<this> {
    try {
      const first = await this.#pool.take({ fresh: true });
      this.#pool.giveBack(first, true);
      this.#pool.fill();
      return this;
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  async run(input: ProgramInput, options: { signal?: AbortSignal | undefined } = {}): Promise<Verdict> {
    const { signal } = options;
    if (this.#isClosed) throw closedError();
    signal?.throwIfAborted();
    const parsed = parseProgram(input);
    const program = { ...parsed, limits: Limits.parse({ ...this.#options.limits, ...input.limits }) };
    return this.#settle(program, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#pool[Symbol.asyncDispose]();
  }

  /** Tries until an ending is the program's own: what may have another cause is tried again alone, and whatever is lost twice is our fault. */
  async #settle(program: Bounded, signal: AbortSignal | undefined): Promise<Verdict> {
    let isRetry = false;
    for (let losses = 0; ; isRetry = true) {
      const found = await this.#attempt(program, { isRetry, signal }).catch((error: unknown) => {
        if (!isSpawnError(error)) throw error;
        return error;
      });
      if (found instanceof SandboxError || isLost(found.execution.ending)) {
        losses += 1;
        if (losses === maxLosses) throw lossError(found);
        continue;
      }
      const { ending } = found.execution;
      if (isRetry || !isDoubtful(ending))
        return this.#verdict(program, { ...found, tainted: isRetry && isAtLimit(ending) });
    }
  }

  #verdict(program: Bounded, found: Found & { tainted: boolean }): Verdict {
    const { engine, compiler } = this.#options.plan;
    const checker = program.typeCheck && program.lang === 'ts' ? compiler.typeChecker : undefined;
    return judge({
      program,
      engine: checker === undefined ? engine : { ...engine, typescript: checker.version },
      ...found,
    });
  }

  /** One attempt: compile, execute, measure. A retry runs alone and in a process that executed nothing before. */
  async #attempt(
    program: Bounded,
    { isRetry, signal }: { isRetry: boolean; signal: AbortSignal | undefined },
  ): Promise<Found> {
    using _place = await this.#turnstile.enter({ alone: isRetry, signal });
    const fresh = isRetry || this.#options.reuse === 'never';
    for (let start = 1; ; start += 1) {
      const member = await this.#pool.take({ fresh });
      const made = await this.#executeIn(member, program, signal);
      const { ending } = made.execution;
      // The process died while it waited: the program has not begun, so this is not its doing and it may begin elsewhere.
      if (ending.type !== 'crash' || !ending.isIdle) return made;
      if (start === maxStarts) throw idleError(start);
    }
  }

  async #executeIn(member: Member, program: Bounded, signal: AbortSignal | undefined): Promise<Found> {
    let endedByItself = false;
    try {
      const made = await this.#execute(program, { confined: member.confined, signal });
      const { ending } = made;
      endedByItself = ending.type === 'refused' || (ending.type === 'report' && !ending.report.outOfMemory);
      return { execution: made, levels: member.levels };
    } finally {
      this.#pool.giveBack(member, endedByItself);
    }
  }

  async #execute(
    program: Bounded,
    { confined, signal }: { confined: ConfinedProcess; signal: AbortSignal | undefined },
  ): Promise<Execution> {
    const prepared = await prepare(program, this.#options.plan.compiler, { id: randomUUID(), signal });
    signal?.throwIfAborted();
    if (prepared.type === 'ended') return { ...prepared, logs: '' };
    const budget = new Budget(program.limits);
    budget.spend(prepared.usage);
    const { gauge } = this.#options.plan;
    const made = await execute(confined, { job: prepared.job, limits: budget.left(), gauge, signal });
    if (this.#isClosed && made.ending.type === 'crash') throw closedError();
    budget.spend(made.usage);
    return { ...made, usage: budget.used };
  }
}

function parseProgram(input: ProgramInput): Program {
  const parsed = Program.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new SandboxError('HERMES_SANDBOX_PROGRAM', {
    message: `what was given to run is no program: ${z.prettifyError(parsed.error)}`,
    fix: 'see sandbox/program.ts.',
    cause: parsed.error,
  });
}

function idleError(starts: number): SandboxError {
  return new SandboxError('HERMES_SANDBOX_SPAWN', {
    message: `${starts} confined processes in a row died while they waited for a program.`,
    fix: 'find out what ends them: memory, process limits, or somebody who kills them.',
  });
}

function lossError(last: SandboxError | Found): SandboxError {
  if (last instanceof SandboxError) return last;
  const { ending } = last.execution;
  const how = ending.type === 'crash' ? deathText(ending.exit) : ending.type;
  return new SandboxError('HERMES_SANDBOX_LOST', {
    message: `the process of a program was ended from outside ${maxLosses} times, the last time alone (${how}).`,
    value: how,
    fix: 'look for the out-of-memory killer in the kernel’s log, give the machine more memory, or use fewer workers.',
  });
}
