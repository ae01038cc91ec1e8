import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Launch } from '../launch/launch.ts';
import { childEnvironment } from '../launch/environment.ts';
import { nodePath } from '../launch/node-path.ts';
import { foreignSockets } from '../launch/foreign-sockets.ts';
import { type OwnRoot, ownRootPrefix } from '../launch/own-root.ts';
import { launchPrefix, parentDeathPrefix } from '../launch/prefix.ts';
import { ledgerName } from './ledger.ts';
import { encodePolicy, sealVariable, type SealPolicyInput } from './policy.ts';
import { sealEntryUrl, sealFiles } from './seal-files.ts';

/**
 * How to start a sealed child of this process: command prefix, Node flags and the whole environment, for `spawnNode()`.
 * The child proves its canaries before its own code runs, exits with code 4 if it cannot, and dies with this process
 * (the thread that spawns must live as long: the kernel watches that thread). With `namespace` the child also gets user,
 * network and mount namespaces of its own; pass true only where `probeKernelLevel()` said `kernel`. With `root` it also gets pid and ipc namespaces and sees
 * nothing but what that names, its seal, Node and its ledger; only where `probeOwnRoot()` granted it.
 */
export function sealedLaunch(
  given: SealPolicyInput,
  {
    namespace,
    env = {},
    root,
  }: { namespace: boolean; env?: Record<string, string>; root?: OwnRoot | undefined },
): Launch {
  // Among its own pids a process has not the one by which its ledger would be named outside.
  const policy = root === undefined ? given : { ...given, label: given.label ?? randomUUID().slice(0, 8) };
  if (policy.ledgerDir !== null) mkdirSync(policy.ledgerDir, { recursive: true, mode: 0o700 });
  const prefixes = policy.socketPrefixes.map((prefix) => real(prefix));
  const ledger = ledgerOf(policy);
  const sealed = encodePolicy({
    ...policy,
    ledgerDescriptor: ledger === null ? null : ledgerDescriptor,
    root: policy.root ?? process.cwd(),
    kernel: namespace,
    parentPid: process.pid,
    hasOwnRoot: root !== undefined,
  });
  return {
    prefix: ledger === null ? walls() : [...ledger, ...walls()],
    execArgv: [
      `--import=${sealEntryUrl()}`,
      '--disable-sigusr1',
      // Else code in the process makes V8 write its logs over anybody's file.
      ...(policy.mayStartChildren ? [] : ['--freeze-flags-after-init']),
    ],
    env: { ...childEnvironment(env), [sealVariable]: sealed },
    boundsFiles: ledger !== null,
  };

  function walls(): string[] {
    if (!namespace) return parentDeathPrefix();
    if (root !== undefined) return ownRootPrefix(withSeal(root, policy));
    return launchPrefix({
      namespaces: ['net', 'mount', 'ipc'],
      hidden: foreignSockets(prefixes),
      privileges: policy.mayStartChildren ? 'nesting' : 'none',
    });
  }
}

/** Of a process that runs programs or answers of others: its file of the ledger is open for appending there, and no other. */
const ledgerDescriptor = 9;
/** In blocks of 512 bytes: more than all lines that a ledger takes. It is the only file that such a process writes outside of its own root. */
const ledgerBlocks = 16_384;

/** What opens the ledger of a process that may start no other, and bounds how large a file it may write; null where the seal opens it itself. */
function ledgerOf({ role, label = null, ledgerDir, mayStartChildren }: SealPolicyInput): string[] | null {
  if (ledgerDir === null || mayStartChildren || process.platform === 'win32') return null;
  // The shell becomes the process: its pid is the one by which a ledger without a label is named.
  const path = `${ledgerDir}/${ledgerName({ role, label }, '')}`;
  const name = label === null ? '"$0$$.jsonl"' : '"$0.jsonl"';
  const open = `exec ${ledgerDescriptor}>>${name}; ulimit -f ${ledgerBlocks} 2>/dev/null; unset PWD OLDPWD; exec "$@"`;
  return ['/bin/sh', '-c', open, path];
}

/** The canary's socket is refused as it is in every other root: something is there, and it is no socket. */
function withSeal(root: OwnRoot, { canaries }: SealPolicyInput): OwnRoot {
  return {
    ...root,
    readOnly: [...root.readOnly, nodePath(), ...sealFiles()],
    covered: canaries?.foreignSocket ? [canaries.foreignSocket] : [],
  };
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
