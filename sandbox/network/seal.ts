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

/** The seal of this process. */
export interface Seal {
  policy: SealPolicy;
  /** Every patched function is the original again. */
  dispose(): void;
  /** Fires the canaries of every layer and writes the results to the ledger. Needs `canaries` in the policy. */
  runCanaries(): Promise<CanaryResult[]>;
  /** What was refused so far. */
  attempts(): Attempt[];
  /** From now on no native addon may be loaded here: for a process that has what it needs. Agents start like this. */
  refuseNativeCode(): void;
  /** Names the suite and task that attempts from now on belong to. */
  setContext(context: { suite: string | null; task: string | null }): void;
}

const current = Symbol.for('hermes.seal');

/**
 * Seals this process, once: HERMES_SEAL_POLICY when it is sealed already (`currentSeal()` tells). The order of the layers is
 * here: innermost first, so that each is in place before the next covers it.
 */
export function installSeal(input: SealPolicyInput): Seal {
  if (currentSeal() !== null) {
    throw new SandboxError('HERMES_SEAL_POLICY', {
      message: `process ${process.pid} is sealed already, as ${currentSeal()?.policy.role}.`,
      fix: 'use currentSeal(), or dispose of it first.',
    });
  }
  const policy = SealPolicy.parse({
    ...input,
    root: input.root === undefined || input.root === '' ? process.cwd() : input.root,
  });
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
  const seal: Seal = {
    policy,
    dispose() {
      undo();
      Reflect.deleteProperty(globalThis, current);
    },
    runCanaries: () => runCanaries({ guard, ledger, originals }),
    attempts: () => ledger.entries.filter((entry) => entry.type === 'attempt'),
    refuseNativeCode: () => guard.refuseNativeCode(),
    setContext: (context) => guard.setContext(context),
  };
  Reflect.defineProperty(globalThis, current, { value: seal, configurable: true, enumerable: false });
  return seal;
}

/** The seal that `--import` put on this process; null in an unsealed one. */
export function currentSeal(): Seal | null {
  return (Reflect.get(globalThis, current) as Seal | undefined) ?? null;
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
