import { readFileSync, readlinkSync } from 'node:fs';
import { SandboxError } from '../errors.ts';
import type { Levels } from '../verdict.ts';
import type { Launch } from '../launch/launch.ts';

/** What really protects a running confined process: measured where the kernel or the process tells, else taken from how it was started. */
export function measureLevels(
  pid: number,
  { launch, permission, paranoid }: { launch: Launch; permission: boolean; paranoid: boolean },
): Levels {
  return {
    engine: paranoid ? 'paranoid' : 'process',
    permissions: permission,
    network: hasOwnEmptyNetwork(pid)
      ? 'kernel'
      : launch.execArgv.some((flag) => flag.startsWith('--import') || flag.startsWith('--require'))
        ? 'process'
        : 'none',
    parentDeath: process.platform === 'linux' && launch.prefix.includes('--pdeathsig'),
  };
}

/** Throws SandboxError HERMES_SANDBOX_LEVELS unless everything required holds; a stronger level than the required one is fine. */
export function checkLevels(actual: Levels, required: Partial<Levels>): void {
  const missing = (Object.keys(required) as (keyof Levels)[]).filter(
    (name) => !holds(name, actual, required),
  );
  if (missing.length === 0) return;
  const text = missing
    .map((name) => `${name} is ${String(actual[name])}, required ${String(required[name])}`)
    .join('; ');
  throw new SandboxError('HERMES_SANDBOX_LEVELS', {
    message: `the sandbox is less protected than required: ${text}.`,
    fix: 'see "Levels by platform" in docs/sandbox.md, or require less.',
  });
}

const networkRank = { none: 0, process: 1, kernel: 2 } as const;

function holds(name: keyof Levels, actual: Levels, required: Partial<Levels>): boolean {
  if (required[name] === undefined) return true;
  if (name === 'network') return networkRank[actual.network] >= networkRank[required.network ?? 'none'];
  if (name === 'engine') return required.engine !== 'paranoid' || actual.engine === 'paranoid';
  return !required[name] || actual[name];
}

/** An own network namespace in which nothing but loopback exists. */
function hasOwnEmptyNetwork(pid: number): boolean {
  try {
    const own = readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net');
    const devices = readFileSync(`/proc/${pid}/net/dev`, 'latin1')
      .split('\n')
      .slice(2)
      .map((line) => line.split(':')[0]?.trim())
      .filter((name) => name !== undefined && name !== '');
    return own && devices.every((name) => name === 'lo');
  } catch {
    return false;
  }
}
