import type { CallOutcome } from './job.ts';
import type { RealmIsolate } from './realm-isolate.ts';

/** What a driver answers to a call. */
export type Answer = CallOutcome | { k: 'promise'; id: number } | { k: 'done' };

const neverSettled: CallOutcome = {
  k: 'error',
  e: {
    n: 'NeverSettledError',
    m: 'The promise never settles: nothing is left that could settle it.',
    s: '',
  },
};

/**
 * The one event loop of a program: microtasks run inside each call, then promises that settled in the solution's isolate are handed to
 * the test's, then the earliest timer of either realm fires, on shared virtual time.
 */
export class EventLoop {
  readonly #solution: RealmIsolate;
  #test: RealmIsolate | undefined;
  readonly #settled = new Map<RealmIsolate, Map<number, CallOutcome>>();

  constructor(solution: RealmIsolate) {
    this.#solution = solution;
  }

  /** Lets the test's isolate take part. */
  join(test: RealmIsolate): void {
    this.#test = test;
  }

  /** Turns the loop until the answer's promise settles, or nothing is left to do. */
  settle(realm: RealmIsolate, answer: Answer): CallOutcome {
    if (answer.k === 'done') return { k: 'value', v: null };
    if (answer.k !== 'promise') return answer;
    for (;;) {
      this.#deliver();
      const outcome = this.#settled.get(realm)?.get(answer.id);
      if (outcome !== undefined) return outcome;
      if (!this.#fireNext()) return neverSettled;
    }
  }

  /** Turns the loop until only intervals and unreferenced timers remain. */
  drain(): void {
    for (;;) {
      this.#deliver();
      const waiting = this.#realms().some((realm) => Number(realm.call('waiting')) > 0);
      if (!waiting || !this.#fireNext()) return;
    }
  }

  #realms(): RealmIsolate[] {
    return this.#test === undefined ? [this.#solution] : [this.#solution, this.#test];
  }

  /** Collects what settled and hands the solution's promises to the test, until nothing more moves. */
  #deliver(): void {
    for (const realm of this.#realms()) this.#collect(realm, realm.call('settled'));
  }

  #collect(realm: RealmIsolate, text: string): void {
    if (text === '[]') return;
    if (realm === this.#solution && this.#test !== undefined) {
      this.#test.call('settle', text);
      this.#collect(this.#test, this.#test.call('settled'));
      this.#collect(realm, realm.call('settled'));
      return;
    }
    const outcomes = this.#settled.get(realm) ?? new Map<number, CallOutcome>();
    this.#settled.set(realm, outcomes);
    for (const [id, outcome] of JSON.parse(text) as [number, CallOutcome][]) outcomes.set(id, outcome);
  }

  #fireNext(): boolean {
    const due = this.#realms().map((realm) => ({ realm, ms: Number(realm.call('due')) }));
    const next = due.filter(({ ms }) => !Number.isNaN(ms)).sort((a, b) => a.ms - b.ms)[0];
    if (next === undefined) return false;
    for (const { realm } of due) if (realm !== next.realm) realm.call('advance', String(next.ms));
    next.realm.call('fire');
    return true;
  }
}
