import { ConfinedProcess, type ProcessPlan } from './confined-process.ts';
import { checkLevels, measureLevels } from './levels.ts';
import type { Levels } from '../verdict.ts';

/** How many programs a process executes at most in mode `clean`. */
const MAX_PROGRAMS = 100;
/** Memory that a process may keep over its base and still count as clean, in MiB. */
const SLACK_MIB = 24;
/** How often and how long apart a process is looked at until none of its threads runs. */
const QUIET_TRIES = 5;
const QUIET_MS = 3;
/** How long a process may take to say that it has disposed of a program. */
const IDLE_MS = 500;

/** A process with what protects it. */
export interface Member {
  confined: ConfinedProcess;
  levels: Levels;
}

export interface PoolOptions {
  plan: ProcessPlan;
  /** Ready processes kept waiting. */
  size: number;
  reuse: 'never' | 'clean';
  requireLevels: Partial<Levels>;
}

/** Keeps confined processes ready and decides which may be used again. */
export class Pool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #waiting: Promise<Member>[] = [];
  readonly #all = new Set<ConfinedProcess>();
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Starts processes until enough wait. */
  fill(): void {
    while (!this.#isClosed && this.#waiting.length < this.#options.size) this.#waiting.push(this.#start());
  }

  /** A ready process; `fresh` = one that has not executed anything. Rejects with SandboxError when none can be started or protected. */
  async take(options: { fresh: boolean }): Promise<Member> {
    for (;;) {
      const member = await this.#next(options.fresh);
      if (!member.confined.isGone) return member;
    }
  }

  /** Takes a process back after a program. It is used again only if it ended by itself and provably left nothing. */
  async giveBack(member: Member, endedByItself: boolean): Promise<void> {
    const { confined } = member;
    const isClean = endedByItself && this.#options.reuse === 'clean' && (await this.#isClean(confined));
    if (isClean && !this.#isClosed && this.#waiting.length < this.#options.size) {
      this.#waiting.unshift(Promise.resolve(member));
      return;
    }
    confined.kill();
    this.fill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const confined of this.#all) confined.kill();
    await Promise.all([...this.#all].map(async ({ exited }) => exited));
  }

  async #next(fresh: boolean): Promise<Promise<Member>> {
    for (let at = 0; at < this.#waiting.length; at += 1) {
      const candidate = this.#waiting[at] as Promise<Member>;
      if (
        fresh &&
        (await candidate.then(
          ({ confined }) => confined.programs,
          () => 0,
        )) > 0
      )
        continue;
      const index = this.#waiting.indexOf(candidate);
      if (index < 0) continue;
      void this.#waiting.splice(index, 1);
      if (this.#options.reuse === 'never') queueMicrotask(() => this.fill());
      return candidate;
    }
    return this.#start();
  }

  #start(): Promise<Member> {
    const { plan, requireLevels } = this.#options;
    const confined = new ConfinedProcess(plan);
    this.#all.add(confined);
    void confined.exited.then(() => this.#all.delete(confined));
    const started = this.#admit(confined, requireLevels);
    started.catch(() => confined.kill());
    return started;
  }

  async #admit(confined: ConfinedProcess, required: Partial<Levels>): Promise<Member> {
    const { permission } = await confined.ready;
    const { launch, paranoid } = this.#options.plan;
    const levels = measureLevels(confined.pid, { launch, permission, paranoid });
    checkLevels(levels, required);
    return { confined, levels };
  }

  async #isClean(confined: ConfinedProcess): Promise<boolean> {
    const { gauge } = this.#options.plan;
    if (confined.programs >= MAX_PROGRAMS || !(await confined.isIdle(IDLE_MS))) return false;
    for (let attempt = 0; attempt < QUIET_TRIES; attempt += 1) {
      const reading = gauge.read(confined.pid);
      if (confined.isGone || reading === undefined) return false;
      const isSmall = reading.memoryMiB <= confined.base.memoryMiB + SLACK_MIB;
      if (isSmall && !gauge.isBusy(confined.pid)) return true;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
    return false;
  }
}
