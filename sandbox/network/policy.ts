import * as z from 'zod/mini';
import { SandboxError } from '../errors.ts';

/** Name of the one environment variable that carries a process's policy as JSON. */
export const sealVariable = 'HERMES_SEAL';

/** Which kind of process of a run this is (DESIGN.md §3). */
export const SealRole = z.enum(['launcher', 'project', 'run-host', 'model-worker', 'agent', 'sandbox']);
export type SealRole = z.output<typeof SealRole>;

/** Where the canaries knock: loopback listeners that the launcher opened outside every namespace of the run. */
export const CanaryTargets = z.strictObject({
  tcpPort: z.int(),
  udpPort: z.int(),
  httpPort: z.int(),
  dnsPort: z.int(),
  /** Name of an abstract Unix socket, without its leading NUL; null where the platform has none. */
  abstractSocket: z.nullable(z.string()),
  /** A path-named Unix socket outside every allowed prefix. */
  foreignSocket: z.nullable(z.string()),
  /** A file of this user that no agent needs. */
  foreignFile: z._default(z.nullable(z.string()), null),
});
export type CanaryTargets = z.output<typeof CanaryTargets>;

/** Recorded HTTP answers that may stand in for the network. */
export const Replay = z.strictObject({
  /** Folder that holds `<name>.json` files in nock's recorder format. */
  folder: z.string(),
  names: z.array(z.string()),
  /** A replayed request that has no answer after this long fails (nock 14 can hang on keep-alive). */
  deadlineMs: z.number(),
});
export type Replay = z.output<typeof Replay>;

/** What the seal of one process allows. Everything that is not named here is refused. */
export const SealPolicy = z.strictObject({
  role: SealRole,
  /** Directories whose path-named Unix sockets may be used. */
  socketPrefixes: z.array(z.string()),
  /** Directory of the `<role>-<pid>.jsonl` files; null keeps the record in memory only. */
  ledgerDir: z.nullable(z.string()),
  /** Where its own file of these is open, for appending, in a process that may open none itself. */
  ledgerDescriptor: z._default(z.nullable(z.int()), null),
  mayStartChildren: z.boolean(),
  /**
   * Whether children and threads get this seal too. False only in a process that also starts others than ours (Vitest's main process, whose
   * workers run everybody's tests): those of the run then bring their own seal.
   */
  childrenInherit: z._default(z.boolean(), true),
  useNock: z.boolean(),
  canaries: z.nullable(CanaryTargets),
  /** Unix time in ms that `atMs` counts from. */
  runStartMs: z.number(),
  /** The process was started inside a network namespace of its own, so the kernel's canaries must be refused. */
  kernel: z._default(z.boolean(), false),
  /** Pid of the process that made this policy for its child: it must be the parent, and the child ends itself when it is not. */
  parentPid: z._default(z.nullable(z.int()), null),
  /** The process has a root of its own, and pids, among which `parentPid` is nobody: there the kernel alone ends it. */
  hasOwnRoot: z._default(z.boolean(), false),
  /** Directory that paths in recorded stacks are relative to. */
  root: z._default(z.string(), ''),
  /** Loopback ports that the launcher may connect to, because the config names them and it relays them. */
  relayedPorts: z._default(z.array(z.int()), []),
  replay: z._default(z.nullable(Replay), null),
  suite: z._default(z.nullable(z.string()), null),
  task: z._default(z.nullable(z.string()), null),
  /** Names the process in the ledger in place of its pid: in a pid namespace all have the same. */
  label: z._default(z.nullable(z.string()), null),
});
/** A policy with every default filled in. */
export type SealPolicy = z.output<typeof SealPolicy>;
/** A policy as it is written down: the fields with a default may be left out. */
export type SealPolicyInput = z.input<typeof SealPolicy>;

/** The value of `HERMES_SEAL` for this policy. */
export function encodePolicy(policy: SealPolicyInput): string {
  return JSON.stringify(SealPolicy.parse(policy));
}

/** Reads `HERMES_SEAL`. Throws HERMES_SEAL_POLICY when it is missing or not a policy: a process without a policy must not run. */
export function decodePolicy(text: string | undefined): SealPolicy {
  const fix = 'start the process with the Launch that sealedLaunch() returns.';
  if (text === undefined || text === '') {
    throw new SandboxError('HERMES_SEAL_POLICY', { message: `${sealVariable} is not set.`, fix });
  }
  try {
    return SealPolicy.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${sealVariable} is not a seal policy: ${text.slice(0, 200)}`;
    throw new SandboxError('HERMES_SEAL_POLICY', { message, fix, cause });
  }
}
