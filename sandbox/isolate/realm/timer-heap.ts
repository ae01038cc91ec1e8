import { bareArray } from './primordials.ts';

/** One timer of a realm. */
export interface Timer {
  id: number;
  /** Virtual milliseconds. */
  due: number;
  /** Breaks ties: the order of creation, or of the last firing of an interval. */
  order: number;
  callback: (...args: unknown[]) => unknown;
  args: unknown[];
  /** Interval in milliseconds; 0 for a timer that fires once. */
  every: number;
  referenced: boolean;
}

/** A binary heap of timers, the earliest first. */
export class TimerHeap {
  readonly #items = bareArray<Timer>();

  first(): Timer | undefined {
    return this.#items[0];
  }

  push(timer: Timer): void {
    const items = this.#items;
    let at = items.length;
    items[at] = timer;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!isBefore(timer, items[up] as Timer)) break;
      items[at] = items[up] as Timer;
      at = up;
    }
    items[at] = timer;
  }

  /** Removes the first. */
  pop(): void {
    const items = this.#items;
    const last = items[items.length - 1] as Timer;
    items.length -= 1;
    if (items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1] as Timer, items[child] as Timer)) child += 1;
      if (!isBefore(items[child] as Timer, last)) break;
      items[at] = items[child] as Timer;
      at = child;
    }
    items[at] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
