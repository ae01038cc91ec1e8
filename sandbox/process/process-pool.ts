import { SandboxError } from '../errors.ts';
import type { Levels } from '../verdict.ts';
import { ConfinedProcess, type ProcessPlan } from './confined-process.ts';
import { checkLevels, measureLevels } from './levels.ts';

/** How many programs a process executes at most in mode `clean`. */
const maxPrograms = 100;
/** Memory that a process may keep over its base and still count as clean, in MiB. */
const slackMib = 24;
/** How often and how long apart a process is looked at until none of its threads runs; on a busy machine it waits for its turn. */
const quietTries = 60;
const quietMs = 4;
/** How long a process may take to say that it has disposed of a program. */
const idleMs = 500;

/** How many processes may fail to start in a row; one may have been killed by chance. */
const maxFailures = 3;

/** A process with what protects it. */
export interface Member {
  confined: ConfinedProcess;
  levels: Levels;
}

export interface ProcessPoolOptions {
  plan: ProcessPlan;
  /** Processes that are kept ready. */
  size: number;
  reuse: 'never' | 'clean';
  requireLevels: Partial<Levels>;
}

/** A process that is ready, or will be. */
interface Place {
  coming: Promise<Member>;
  /** It has not executed anything. */
  isFresh: boolean;
  /** Set when it came. */
  member?: Member | undefined;
}

/** Keeps confined processes ready and decides which may be used again. */
export class ProcessPool implements AsyncDisposable {
  readonly #options: ProcessPoolOptions;
  readonly #places: Place[] = [];
  readonly #all = new Set<ConfinedProcess>();
  #isClosed = false;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
  }

  /** Starts processes until there are enough. */
  fill(): void {
    while (!this.#isClosed && this.#places.length < this.#options.size) this.#add(this.#start(), true);
  }

  /** A ready process; `fresh` = one that has not executed anything. Rejects with SandboxError when none can be started or protected. */
  async take(options: { fresh: boolean }): Promise<Member> {
    for (let failures = 0; ;) {
      try {
        const member = await this.#next(options.fresh);
        if (!member.confined.isGone) return member;
        this.fill();
      } catch (error) {
        failures += 1;
        if (failures === maxFailures || !isSpawnError(error)) throw error;
      }
    }
  }

  /** Takes a process back after a program. It is used again only if it ended by itself and provably left nothing. */
  giveBack(member: Member, endedByItself: boolean): void {
    const mayReturn =
      endedByItself && this.#options.reuse === 'clean' && this.#places.length < this.#options.size;
    if (mayReturn && !this.#isClosed) {
      this.#add(this.#recycle(member), false);
      return;
    }
    member.confined.kill();
    this.fill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const confined of this.#all) confined.kill();
    await Promise.all([...this.#all].map(async ({ exited }) => exited));
  }

  #add(coming: Promise<Member>, isFresh: boolean): void {
    const place: Place = { coming, isFresh };
    coming.then(
      (member) => (place.member = member),
      () => {},
    );
    this.#places.push(place);
  }

  /** The process that is ready first; one more is started if none of the right kind is coming. */
  async #next(fresh: boolean): Promise<Member> {
    const right = this.#places.filter((place) => !fresh || place.isFresh);
    if (right.length > 0 && !right.some(({ member }) => member !== undefined)) {
      // A rejection ends the waiting too; the place is then taken below and gives it to the caller.
      await Promise.race(right.map(({ coming }) => coming)).catch(() => {});
    }
    const left = right.filter((place) => this.#places.includes(place));
    const place = left.find(({ member }) => member !== undefined) ?? left[0];
    if (place === undefined) return this.#start();
    this.#places.splice(this.#places.indexOf(place), 1);
    if (this.#options.reuse === 'never') this.fill();
    return place.coming;
  }

  async #recycle(member: Member): Promise<Member> {
    if (await this.#isClean(member.confined)) return member;
    member.confined.kill();
    return this.#start();
  }

  async #start(): Promise<Member> {
    const { plan, requireLevels } = this.#options;
    if (this.#isClosed) throw closedError();
    const confined = new ConfinedProcess(plan);
    this.#all.add(confined);
    void confined.exited.then(() => this.#all.delete(confined));
    try {
      const { permission } = await confined.ready;
      const { launch, paranoid } = plan;
      const levels = measureLevels(confined.pid, { launch, permission, paranoid });
      checkLevels(levels, requireLevels);
      return { confined, levels };
    } catch (error) {
      confined.kill();
      throw error;
    }
  }

  async #isClean(confined: ConfinedProcess): Promise<boolean> {
    const { gauge } = this.#options.plan;
    if (confined.programs >= maxPrograms || !(await confined.isIdle(idleMs))) return false;
    for (let attempt = 0; attempt < quietTries; attempt += 1) {
      const reading = gauge.read(confined.pid);
      if (confined.isGone || reading === undefined) return false;
      const isSmall = reading.memoryMiB <= confined.base.memoryMiB + slackMib;
      if (isSmall && !gauge.isBusy(confined.pid)) return true;
      await new Promise((resolve) => setTimeout(resolve, quietMs));
    }
    return false;
  }
}

/** What is thrown for a program that comes to, or is in, a sandbox that is being disposed of. */
export function closedError(): SandboxError {
  return new SandboxError('HERMES_SANDBOX_CLOSED', {
    message: 'the sandbox was already disposed of.',
    fix: 'run programs before the end of the `await using` block.',
  });
}

/** Whether no process could be started. */
export function isSpawnError(error: unknown): error is SandboxError {
  return error instanceof SandboxError && error.code === 'HERMES_SANDBOX_SPAWN';
}
