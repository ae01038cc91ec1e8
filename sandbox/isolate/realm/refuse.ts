import { defineHidden, RealError } from './primordials.ts';

/** Globals that would reach out of the isolate; each is there, refuses and is counted. */
const refusedFunctions = ['fetch'];
const refusedClasses = ['WebSocket', 'XMLHttpRequest', 'EventSource'];

/** Installs the refusing stubs. `refuse` counts an attempt under the API's name. */
export function installRefusals(target: object, refuse: (api: string) => void): void {
  for (const name of refusedFunctions) {
    const stub = {
      async [name](): Promise<never> {
        throw refusal(name, refuse);
      },
    }[name];
    defineHidden(target, name, stub);
  }
  for (const name of refusedClasses) {
    const stub = function (): never {
      throw refusal(name, refuse);
    };
    Object.defineProperty(stub, 'name', { value: name, configurable: true });
    defineHidden(target, name, stub);
  }
}

/** Counts an attempt and makes the error that the program sees. */
export function refusal(api: string, refuse: (api: string) => void): Error {
  refuse(api);
  const error = new RealError(`${api} is refused: a program has no network, no files and no modules.`);
  error.name = 'RefusedError';
  return error;
}
