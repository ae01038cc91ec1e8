import { domException } from './dom-exception.ts';
import { RealTypeError, toText } from './primordials.ts';

type Listener = ((event: OwnEvent) => void) | { handleEvent: (event: OwnEvent) => void };
interface Registration {
  type: string;
  listener: Listener;
  once: boolean;
}

/** An event of the DOM standard, without bubbling: isolates have no trees. */
class OwnEvent {
  readonly type: string;
  readonly cancelable: boolean;
  readonly timeStamp = 0;
  target: unknown = null;
  defaultPrevented = false;
  #isStopped = false;

  constructor(type: unknown, options: { cancelable?: boolean | undefined } = {}) {
    this.type = toText(type);
    this.cancelable = Boolean(options.cancelable);
  }

  get currentTarget(): unknown {
    return this.target;
  }

  preventDefault(): void {
    if (this.cancelable) this.defaultPrevented = true;
  }

  stopPropagation(): void {}

  stopImmediatePropagation(): void {
    this.#isStopped = true;
  }

  static isStopped(event: OwnEvent): boolean {
    return event.#isStopped;
  }
}

class OwnEventTarget {
  #listeners: Registration[] = [];

  addEventListener(
    type: unknown,
    listener: Listener | null,
    options: boolean | { once?: boolean | undefined } = {},
  ): void {
    if (listener === null) return;
    const name = toText(type);
    if (this.#listeners.some((known) => known.type === name && known.listener === listener)) return;
    this.#listeners.push({
      type: name,
      listener,
      once: typeof options === 'object' && options.once === true,
    });
  }

  removeEventListener(type: unknown, listener: Listener | null): void {
    const name = toText(type);
    this.#listeners = this.#listeners.filter((known) => known.type !== name || known.listener !== listener);
  }

  dispatchEvent(event: OwnEvent): boolean {
    if (!(event instanceof OwnEvent))
      throw new RealTypeError('The "event" argument must be an instance of Event.');
    event.target = this;
    for (const { type, listener, once } of this.#listeners.slice()) {
      if (type !== event.type || OwnEvent.isStopped(event)) continue;
      if (once) this.removeEventListener(type, listener);
      if (typeof listener === 'function') listener.call(this as never, event);
      else listener.handleEvent(event);
    }
    return !event.defaultPrevented;
  }
}

class OwnAbortSignal extends OwnEventTarget {
  aborted = false;
  reason: unknown = undefined;
  onabort: ((event: OwnEvent) => void) | null = null;

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  static abort(reason?: unknown): OwnAbortSignal {
    const controller = new OwnAbortController();
    controller.abort(reason);
    return controller.signal;
  }

  static timeout(delayMs: number): OwnAbortSignal {
    const controller = new OwnAbortController();
    const late = domException('The operation was aborted due to timeout', 'TimeoutError');
    const timer = setTimeout(() => controller.abort(late), delayMs) as unknown as { unref: () => void };
    timer.unref();
    return controller.signal;
  }

  static any(signals: Iterable<OwnAbortSignal>): OwnAbortSignal {
    const controller = new OwnAbortController();
    for (const signal of signals) {
      if (signal.aborted) controller.abort(signal.reason);
      else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
    }
    return controller.signal;
  }
}

class OwnAbortController {
  readonly signal = new OwnAbortSignal();

  abort(reason: unknown = domException('This operation was aborted', 'AbortError')): void {
    const { signal } = this;
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason;
    const event = new OwnEvent('abort');
    signal.onabort?.(event);
    signal.dispatchEvent(event);
  }
}

/** Events and aborting, as Node and browsers have them. */
export const eventGlobals = {
  Event: OwnEvent,
  EventTarget: OwnEventTarget,
  AbortController: OwnAbortController,
  AbortSignal: OwnAbortSignal,
};
