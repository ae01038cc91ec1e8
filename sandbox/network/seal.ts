import { Socket } from 'node:net';
import { Socket as DatagramSocket } from 'node:dgram';
import { Resolver } from 'node:dns';
import { SandboxError } from '../errors.ts';
import { runCanaries } from './canaries.ts';
import type { CanaryOriginals } from './canary-routes.ts';
import { Guard } from './guard.ts';
import { installHandleLayer } from './handle-layer.ts';
import { type Attempt, type CanaryResult, LedgerWriter } from './ledger.ts';
import { nativePrototypes } from './native-handles.ts';
import { installNockLayer } from './nock-layer.ts';
import { type AnyFunction, undoAll } from './patch.ts';
import { SealPolicy, type SealPolicyInput } from './policy.ts';
import { installProcessLayer } from './process-layer.ts';
import { installSocketLayer } from './socket-layer.ts';

/** What any code of a sealed process may know and do of its seal: nothing that opens it. */
export interface SealView {
  /** Frozen. */
  policy: SealPolicy;
  /** What was refused so far. */
  attempts(): Attempt[];
  /** From now on no native addon may be loaded here: for a process that has what it needs. Agents start like this. */
  refuseNativeCode(): void;
  /** Names the suite and task that attempts from now on belong to. */
  setContext(context: { suite: string | null; task: string | null }): void;
}

/** The seal of this process, for whoever installed it and nobody else. */
export interface Seal extends SealView {
  /** Every patched function is the original again. */
  dispose(): void;
  /** Fires the canaries of every layer and writes the results to the ledger. Needs `canaries` in the policy. */
  runCanaries(): Promise<CanaryResult[]>;
}

const current = Symbol.for('hermes.seal');

/**
 * Seals this process, once: HERMES_SEAL_POLICY when it is sealed already (`currentSeal()` tells). The order of the layers is
 * here: innermost first, so that each is in place before the next covers it. With `isPermanent` the view cannot be removed either.
 */
export function installSeal(input: SealPolicyInput, { isPermanent = false } = {}): Seal {
  if (Reflect.has(globalThis, current)) {
    throw new SandboxError('HERMES_SEAL_POLICY', {
      message: `process ${process.pid} is sealed already, as ${currentSeal()?.policy.role}.`,
      fix: 'seal a process once.',
    });
  }
  const policy = deepFreeze(
    SealPolicy.parse({
      ...input,
      root: input.root === undefined || input.root === '' ? process.cwd() : input.root,
    }),
  );
  const ledger = new LedgerWriter(policy);
  const guard = new Guard(policy, ledger);
  const natives = nativePrototypes();
  const originals = captureOriginals();
  const undo = undoAll([
    installHandleLayer(guard, natives),
    installProcessLayer(guard, natives),
    installSocketLayer(guard),
    ...(policy.useNock ? [installNockLayer(guard)] : []),
  ]);
  // Diagnostic reports ask the resolver for the names of open connections unless told not to.
  Reflect.set(process.report, 'excludeNetwork', true);
  // A listener takes the signal's own meaning away, which is to open the inspector.
  process.on('SIGUSR1', () => undefined);
  const view: SealView = Object.freeze({
    policy,
    attempts: () => ledger.entries.filter((entry) => entry.type === 'attempt'),
    refuseNativeCode: () => guard.refuseNativeCode(),
    setContext: (context: Parameters<SealView['setContext']>[0]) => guard.setContext(context),
  });
  Reflect.defineProperty(globalThis, current, { value: view, configurable: !isPermanent, enumerable: false });
  return {
    ...view,
    dispose() {
      undo();
      Reflect.deleteProperty(globalThis, current);
    },
    runCanaries: () => runCanaries({ guard, ledger, originals }),
  };
}

/** What may be seen of the seal of this process, whichever copy of this module put it on; null in an unsealed one. */
export function currentSeal(): SealView | null {
  return (Reflect.get(globalThis, current) as SealView | undefined) ?? null;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

function captureOriginals(): CanaryOriginals {
  const method = (owner: object, key: string) => Reflect.get(owner, key) as AnyFunction;
  return {
    socketConnect: method(Socket.prototype, 'connect'),
    datagramSend: method(DatagramSocket.prototype, 'send'),
    datagramBind: method(DatagramSocket.prototype, 'bind'),
    resolve4: method(Resolver.prototype, 'resolve4'),
  };
}
