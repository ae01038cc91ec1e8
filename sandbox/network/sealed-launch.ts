import { mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Launch } from '../launch/launch.ts';
import { childEnvironment } from '../launch/environment.ts';
import { foreignSockets } from '../launch/foreign-sockets.ts';
import { launchPrefix, parentDeathPrefix } from '../launch/prefix.ts';
import { encodePolicy, sealVariable, type SealPolicyInput } from './policy.ts';
import { sealEntryUrl } from './seal-files.ts';

/**
 * How to start a sealed child of this process: command prefix, Node flags and the whole environment, for `spawnNode()`.
 * The child proves its canaries before its own code runs, exits with code 4 if it cannot, and dies with this process
 * (the thread that spawns must live as long: the kernel watches that thread). With `namespace` the child also gets user,
 * network and mount namespaces of its own; pass true only where `probeKernelLevel()` said `kernel`.
 */
export function sealedLaunch(
  policy: SealPolicyInput,
  { namespace, env = {} }: { namespace: boolean; env?: Record<string, string> },
): Launch {
  if (policy.ledgerDir !== null) mkdirSync(policy.ledgerDir, { recursive: true, mode: 0o700 });
  const prefixes = policy.socketPrefixes.map((prefix) => real(prefix));
  const sealed = encodePolicy({
    ...policy,
    root: policy.root ?? process.cwd(),
    kernel: namespace,
    parentPid: process.pid,
  });
  return {
    prefix: namespace
      ? launchPrefix({
          namespaces: ['net', 'mount'],
          hidden: foreignSockets(prefixes),
          privileges: policy.mayStartChildren ? 'nesting' : 'none',
        })
      : parentDeathPrefix(),
    execArgv: [`--import=${sealEntryUrl()}`, '--disable-sigusr1'],
    env: { ...childEnvironment(env), [sealVariable]: sealed },
  };
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
