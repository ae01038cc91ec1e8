import { errorMonitor } from 'node:events';
import type http from 'node:http';
import module, { createRequire } from 'node:module';
import type Nock from 'nock';
import type { Guard } from './guard.ts';
import { type AnyFunction, patchClass, patchFunction, replaceProperty, type Undo, undoAll } from './patch.ts';
import { refusingLayer } from './refusal.ts';
import { answerWithin, loadRecordings } from './replay.ts';

/**
 * nock 14.0.17 refuses every HTTP request but those that a declared recording answers. HTTP over our own Unix sockets goes
 * around nock, by socket path; nock itself would see `localhost:80` there, and TCP to localhost:80 must stay refused.
 */
export function installNockLayer(guard: Guard): Undo {
  const originals = captureOriginals();
  const require = createRequire(import.meta.url);
  const wasLoaded = require.cache[require.resolve('nock')] !== undefined;
  const nock = require('nock') as typeof Nock;
  const wasActive = wasLoaded && nock.isActive();
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  const { replay } = guard.policy;
  if (replay !== null) loadRecordings(nock, replay);
  const watch = watchRequests(guard, originals);
  module.syncBuiltinESMExports();
  return () => {
    watch();
    nock.cleanAll();
    nock.enableNetConnect();
    if (!wasActive) nock.restore();
    for (const original of originals) original.putBack();
    module.syncBuiltinESMExports();
  };
}

interface Original {
  owner: object;
  label: 'http' | 'https';
  key: 'request' | 'get' | 'ClientRequest';
  call: AnyFunction;
  putBack: Undo;
}

/**
 * Taken before nock is loaded, because loading it already replaces them. The modules are not imported above: https brings all of
 * TLS with it, 20 ms of the start of a process that uses neither.
 */
function captureOriginals(): Original[] {
  const places = [
    ['http', 'request'],
    ['http', 'get'],
    ['http', 'ClientRequest'],
    ['https', 'request'],
    ['https', 'get'],
  ] as const;
  return places.map(([label, key]) => {
    const owner: object = process.getBuiltinModule(label);
    const call = Reflect.get(owner, key) as AnyFunction;
    return { owner, label, key, call, putBack: replaceProperty(owner, key, call) };
  });
}

/** Outermost wrappers: our sockets go to the original, refusals are recorded with the caller's stack, replays have a deadline. */
function watchRequests(guard: Guard, originals: readonly Original[]): Undo {
  return undoAll([
    ...originals.map((original) => watchFunction(guard, original)),
    patchFunction(globalThis, 'fetch', ({ args, proceed }) => {
      const stack = new Error('fetch').stack ?? '';
      return (proceed(answerWithin(guard.policy.replay, args)) as Promise<unknown>).catch(
        (error: unknown) => {
          if (refusingLayer(error) === 'nock')
            guard.record({ layer: 'nock', api: 'fetch', target: requestTarget(args), stack });
          throw error;
        },
      );
    }),
  ]);
}

function watchFunction(guard: Guard, original: Original): Undo {
  const { owner, label, key } = original;
  const api = `${label}.${key}`;
  const passes = (args: unknown[]) =>
    args.some((arg) => isObject(arg) && guard.allowsSocket(Reflect.get(arg, 'socketPath')));
  if (key === 'ClientRequest') {
    return patchClass(owner, key, (target, args, newTarget) =>
      passes(args)
        ? (Reflect.construct(original.call, args) as object)
        : watched(guard, { api, args }, Reflect.construct(target, args, newTarget)),
    );
  }
  return patchFunction(owner, key, ({ self, args, proceed }) =>
    passes(args) ? Reflect.apply(original.call, self, args) : watched(guard, { api, args }, proceed()),
  );
}

function watched(guard: Guard, at: { api: string; args: unknown[] }, made: unknown): object {
  const request = made as http.ClientRequest;
  const stack = new Error(at.api).stack ?? '';
  request.on(errorMonitor, (error) => {
    if (refusingLayer(error) === 'nock')
      guard.record({ layer: 'nock', api: at.api, target: requestTarget(at.args), stack });
  });
  const { replay } = guard.policy;
  if (replay !== null) replayDeadline(request, replay.deadlineMs);
  return request;
}

function replayDeadline(request: http.ClientRequest, deadlineMs: number): void {
  const timer = setTimeout(
    () => request.destroy(new Error(`no recorded answer within ${deadlineMs} ms`)),
    deadlineMs,
  );
  const stop = (): void => clearTimeout(timer);
  request.once('response', stop).once('close', stop).once(errorMonitor, stop);
}

function requestTarget(args: unknown[]): string {
  const [first] = args;
  if (typeof first === 'string') return first;
  if (first instanceof URL) return first.href;
  if (!isObject(first)) return String(first);
  if (typeof Reflect.get(first, 'url') === 'string') return String(Reflect.get(first, 'url'));
  const host: unknown =
    Reflect.get(first, 'socketPath') ?? Reflect.get(first, 'hostname') ?? Reflect.get(first, 'host');
  return `${String(host)}:${String(Reflect.get(first, 'port') ?? '')}${String(Reflect.get(first, 'path') ?? '')}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
