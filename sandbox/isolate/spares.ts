import type ivm from 'isolated-vm';
import { RealmIsolate, type RealmKind, type RealmSource } from './realm-isolate.ts';

/** Prepares isolates between programs, so that a program does not wait for them. Each is used once. */
export class Spares {
  readonly #engine: typeof ivm;
  readonly #source: RealmSource;
  #waiting: RealmIsolate[] = [];
  #taken: RealmKind[] = [];

  constructor(engine: typeof ivm, source: RealmSource) {
    this.#engine = engine;
    this.#source = source;
  }

  /** An isolate that nothing was executed in. */
  take(kind: RealmKind): RealmIsolate {
    this.#taken.push(kind);
    const index = this.#waiting.findIndex(({ kind: its }) => isSame(its, kind));
    const [spare] = index < 0 ? [] : this.#waiting.splice(index, 1);
    return spare ?? new RealmIsolate(this.#engine, this.#source, kind);
  }

  /** Prepares what the last program took, as the next one will most likely take the same. */
  refill(): void {
    for (const spare of this.#waiting) spare.dispose();
    this.#waiting = this.#taken.map((kind) => new RealmIsolate(this.#engine, this.#source, kind));
    this.#taken = [];
  }
}

function isSame(a: RealmKind, b: RealmKind): boolean {
  return a.kind === b.kind && a.memoryMiB === b.memoryMiB;
}
