import { defineProperty, RealError } from './primordials.ts';

/** An error as the web platform throws it, with a name of its own. */
export function domException(message: string, name: string): Error {
  const error = new RealError(message);
  defineProperty(error, 'name', { value: name, configurable: true, writable: true, enumerable: false });
  return error;
}
