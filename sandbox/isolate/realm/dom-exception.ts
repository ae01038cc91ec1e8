import { defineProperty, RealError, toText } from './primordials.ts';

/** An error as the web platform throws it, with a name of its own. */
export const DOMException = class DOMException extends RealError {
  constructor(message: unknown = '', name: unknown = 'Error') {
    super(toText(message));
    defineProperty(this, 'name', {
      value: toText(name),
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }
};

/** Makes one. */
export function domException(message: string, name: string): Error {
  return new DOMException(message, name);
}
