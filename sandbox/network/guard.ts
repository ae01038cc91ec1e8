import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Attempt, LedgerWriter } from './ledger.ts';
import type { SealPolicy } from './policy.ts';
import { type SealLayer, SealRefusal } from './refusal.ts';
import { callerStack } from './stack.ts';

/** What all layers of one process share: the policy, the record, and the handles that canaries may pass through. */
export class Guard {
  readonly policy: SealPolicy;
  /** Handles on which the handle layer stands aside, so that a canary can reach the kernel. */
  readonly exempt = new WeakSet<object>();
  readonly #ledger: LedgerWriter;
  readonly #prefixes: string[];
  #context: { suite: string | null; task: string | null };
  #probe: SealLayer[] | null = null;
  #aside = false;
  #refusesNativeCode: boolean;

  constructor(policy: SealPolicy, ledger: LedgerWriter) {
    this.policy = policy;
    this.#ledger = ledger;
    this.#prefixes = policy.socketPrefixes.flatMap((prefix) => [resolve(prefix), realPath(prefix)]);
    this.#context = { suite: policy.suite, task: policy.task };
    this.#refusesNativeCode = policy.role === 'agent';
  }

  /** Names the suite and task that attempts from now on belong to. */
  setContext(context: { suite: string | null; task: string | null }): void {
    this.#context = context;
  }

  /** True where no addon may be loaded: in agents always, elsewhere from `refuseNativeCode()` on. */
  get refusesNativeCode(): boolean {
    return this.#refusesNativeCode;
  }

  /** From now on no native addon may be loaded. */
  refuseNativeCode(): void {
    this.#refusesNativeCode = true;
  }

  /** True for a path-named Unix socket inside an allowed directory, symbolic links resolved. */
  allowsSocket(path: unknown): boolean {
    if (typeof path !== 'string' || path === '' || path.includes('\0')) return false;
    const real = realPath(path);
    return this.#prefixes.some((prefix) => real === prefix || real.startsWith(prefix + sep));
  }

  /** Only the launcher may listen on TCP or UDP (canary listeners, relay), and only on loopback. */
  allowsListening(host: unknown): boolean {
    return this.policy.role === 'launcher' && typeof host === 'string' && isLoopback(host);
  }

  /** Only the launcher connects to TCP, and only to the loopback ports that the config names (see loopback-relay.ts). */
  allowsTcp(host: unknown, port: unknown): boolean {
    const { role, relayedPorts } = this.policy;
    return (
      role === 'launcher' &&
      typeof host === 'string' &&
      isLoopback(host) &&
      relayedPorts.includes(Number(port))
    );
  }

  /** Records a refused attempt and returns the error for the caller to deliver. */
  refuse(layer: SealLayer, api: string, target: string): SealRefusal {
    const error = new SealRefusal({ layer, api, target });
    this.record({ layer, api, target, stack: error.stack ?? '' });
    return error;
  }

  /** Records a refused attempt; what canaries do is not an attempt. */
  record(at: { layer: SealLayer; api: string; target: string; stack: string }): void {
    if (this.#probe !== null) {
      this.#probe.push(at.layer);
      return;
    }
    const { policy } = this;
    const attempt: Attempt = {
      type: 'attempt',
      atMs: this.#ledger.elapsedMs(),
      process: this.#ledger.processName,
      layer: at.layer,
      api: at.api,
      target: at.target,
      stack: callerStack(at.stack, policy.root),
      suite: this.#context.suite,
      task: this.#context.task,
      origin: policy.role === 'sandbox' ? 'agent' : 'ours',
    };
    this.#ledger.write(attempt);
  }

  /** Fires one canary and tells which layers refused meanwhile; those refusals are not recorded as attempts. */
  async probing<T>(work: () => Promise<T>): Promise<{ value: T; refusedBy: SealLayer[] }> {
    const refusedBy: SealLayer[] = [];
    this.#probe = refusedBy;
    try {
      return { value: await work(), refusedBy };
    } finally {
      this.#probe = null;
    }
  }

  /** Calls `work` with the handle layer out of the way, for a canary of the kernel. */
  standAside<T>(work: () => T): T {
    this.#aside = true;
    try {
      return work();
    } finally {
      this.#aside = false;
    }
  }

  /** True while, or for a handle on which, a canary goes around the handle layer. */
  isAside(handle: unknown): boolean {
    return this.#aside || (typeof handle === 'object' && handle !== null && this.exempt.has(handle));
  }
}

/** Loopback addresses and the name `localhost`. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The path without symbolic links; a socket that does not exist yet is looked up by its directory. */
function realPath(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync.native(full);
  } catch {
    try {
      return join(realpathSync.native(dirname(full)), basename(full));
    } catch {
      return full;
    }
  }
}
