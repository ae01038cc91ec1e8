import { mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Launch } from '../launch/launch.ts';
import { childEnvironment } from '../launch/environment.ts';
import { nodePath } from '../launch/node-path.ts';
import { foreignSockets } from '../launch/foreign-sockets.ts';
import { type OwnRoot, ownRootPrefix } from '../launch/own-root.ts';
import { launchPrefix, parentDeathPrefix } from '../launch/prefix.ts';
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
  policy: SealPolicyInput,
  {
    namespace,
    env = {},
    root,
  }: { namespace: boolean; env?: Record<string, string>; root?: OwnRoot | undefined },
): Launch {
  if (policy.ledgerDir !== null) mkdirSync(policy.ledgerDir, { recursive: true, mode: 0o700 });
  const prefixes = policy.socketPrefixes.map((prefix) => real(prefix));
  const sealed = encodePolicy({
    ...policy,
    root: policy.root ?? process.cwd(),
    kernel: namespace,
    parentPid: process.pid,
    hasOwnPids: root !== undefined,
  });
  return {
    prefix: walls(),
    execArgv: [`--import=${sealEntryUrl()}`, '--disable-sigusr1'],
    env: { ...childEnvironment(env), [sealVariable]: sealed },
  };

  function walls(): string[] {
    if (!namespace) return parentDeathPrefix();
    if (root !== undefined) return ownRootPrefix(withSeal(root, policy));
    return launchPrefix({
      namespaces: ['net', 'mount'],
      hidden: foreignSockets(prefixes),
      privileges: policy.mayStartChildren ? 'nesting' : 'none',
    });
  }
}

/** The canary's socket is refused as it is in every other root: something is there, and it is no socket. */
function withSeal(root: OwnRoot, { canaries, ledgerDir }: SealPolicyInput): OwnRoot {
  return {
    ...root,
    readOnly: [...root.readOnly, nodePath(), ...sealFiles()],
    writable: [...root.writable, ...(ledgerDir === null ? [] : [real(ledgerDir)])],
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
