import { lstatSync, realpathSync } from 'node:fs';
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

  /** True for a path-named Unix socket that is allowed by its own path or by its directory, symbolic links resolved. */
  allowsSocket(path: unknown): boolean {
    return this.socketPath(path) !== null;
  }

  /** The path by which the kernel shall be asked for an allowed socket, free of links where it is short enough; null for any other socket. */
  socketPath(path: unknown): string | null {
    if (typeof path !== 'string' || path === '' || path.includes('\0')) return null;
    const real = realPath(path);
    if (!this.isAmongSockets(real) || isHardLinked(real)) return null;
    return real.length <= longestSocketPath ? real : resolve(path);
  }

  /** True for a real path at or below a place where sockets are allowed. */
  isAmongSockets(real: string): boolean {
    return this.#prefixes.some((prefix) => isWithin(real, prefix));
  }

  /** True for a path whose making would change what lies where sockets are allowed: at, below or above such a place. */
  isPlaceOfSockets(path: string): boolean {
    const place = join(realPath(dirname(resolve(path))), basename(path));
    return this.isAmongSockets(place) || this.#prefixes.some((prefix) => isWithin(prefix, place));
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
    // Before the error is made: code of others may make that throw.
    this.record({ layer, api, target, stack: stackHere() });
    return new SealRefusal({ layer, api, target });
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

/** What fits into the address of a Unix socket on every platform. */
const longestSocketPath = 103;

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** A socket of ours has one name; another may be somebody's who lent it ours. */
function isHardLinked(path: string): boolean {
  try {
    return lstatSync(path).nlink > 1;
  } catch {
    return false;
  }
}

function stackHere(): string {
  try {
    const { stack } = new Error('refused');
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}

// Taken once: later it might be another function.
const realpathNative = realpathSync.native;

/** The path without symbolic links; a socket that does not exist yet is looked up by its directory. */
export function realPath(path: string): string {
  const full = resolve(path);
  try {
    return realpathNative(full);
  } catch {
    try {
      return join(realpathNative(dirname(full)), basename(full));
    } catch {
      return full;
    }
  }
}
