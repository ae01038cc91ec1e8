import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainLaunch, spawnNode } from '../launch/launch.ts';
import {
  type CanaryTargets,
  encodePolicy,
  sealVariable,
  type SealPolicyInput,
  type SealRole,
} from './policy.ts';
import { type LedgerEntry, readLedger } from './ledger.ts';
import { sealedLaunch } from './sealed-launch.ts';

/** What a sealed child did. */
export interface ChildReport {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it sent with `process.send`. */
  messages: unknown[];
  stderr: string;
  ledger: LedgerEntry[];
}

export interface ChildPlan {
  role: SealRole;
  /** Private directory of the test; the only allowed socket prefix. */
  directory: string;
  /** ESM source of the program. */
  code: string;
  canaries?: CanaryTargets | undefined;
  namespace?: boolean | undefined;
  policy?: Partial<SealPolicyInput> | undefined;
  nodeFlags?: string[] | undefined;
  /** Tells the child that it is in a namespace although it is not. */
  forceKernel?: boolean | undefined;
  /** Starts without a seal: the program installs one itself. */
  isUnsealed?: boolean | undefined;
}

/** The policy that a role has in a run. */
export function policyOf(plan: Omit<ChildPlan, 'code'>): SealPolicyInput {
  return {
    role: plan.role,
    socketPrefixes: [plan.directory],
    ledgerDir: join(plan.directory, 'ledger'),
    mayStartChildren: plan.role !== 'agent' && plan.role !== 'sandbox',
    useNock: plan.role !== 'sandbox',
    canaries: plan.canaries ?? null,
    runStartMs: Date.now(),
    ...plan.policy,
  };
}

/** Starts a sealed child with the given program and waits for its end. */
export async function runSealed(plan: ChildPlan): Promise<ChildReport> {
  const path = join(plan.directory, 'program.mjs');
  writeFileSync(path, plan.code);
  const policy = policyOf(plan);
  const launch =
    plan.isUnsealed === true ? plainLaunch() : sealedLaunch(policy, { namespace: plan.namespace ?? false });
  if (plan.forceKernel === true) {
    launch.env[sealVariable] = encodePolicy({ ...policy, kernel: true, parentPid: process.pid });
  }
  launch.execArgv.push(...(plan.nodeFlags ?? []));
  const child = spawnNode(launch, { path, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
  const messages: unknown[] = [];
  let stderr = '';
  child.on('message', (message) => messages.push(message));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return {
    code,
    signal,
    messages,
    stderr,
    ledger: policy.ledgerDir === null ? [] : readLedger(policy.ledgerDir),
  };
}
