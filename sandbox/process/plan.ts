import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SandboxError } from '../errors.ts';
import { genPath } from '../gen-files.ts';
import { probeKernelLevel } from '../launch/kernel-level.ts';
import type { Launch } from '../launch/launch.ts';
import { launchPrefix } from '../launch/prefix.ts';
import type { Levels } from '../verdict.ts';
import type { CompileTools } from './compile.ts';
import type { ProcessPlan } from './confined-process.ts';
import { createGauge } from './gauge.ts';

const longestStartMs = 30_000;

/** Everything that the processes of one sandbox are started with. */
export interface SandboxPlan extends ProcessPlan {
  compiler: CompileTools;
  /** Versions of everything that executes or judges. */
  engine: Record<string, string>;
}

/** Finds the native parts and our own, and decides how processes are started. Rejects with SandboxError HERMES_SANDBOX_PARTS. */
export async function planSandbox(levels: Partial<Levels>, launch?: Launch): Promise<SandboxPlan> {
  const parts = findNativeParts();
  const gauge = createGauge();
  const own = await ownLaunch(levels);
  return {
    launch: launch ?? own,
    entryPath: genPath('confined.cjs'),
    realmPath: genPath('realm.js'),
    addonPath: parts.addonPath,
    paranoid: levels.engine === 'paranoid',
    permission: levels.permissions !== false,
    gauge,
    startMs: longestStartMs,
    compiler: {
      esbuildPath: parts.esbuildPath,
      typeChecker: findTypeChecker(),
      prefix: own.prefix,
      gauge,
    },
    engine: engineVersions(parts.versions),
  };
}

/** The launch used when the caller gives none: an own network namespace and parent death where this machine grants them. */
async function ownLaunch({ network, parentDeath }: Partial<Levels>): Promise<Launch> {
  const isUnshared =
    network !== 'none' && network !== 'process' && (await probeKernelLevel()).level === 'kernel';
  return {
    prefix: launchPrefix({ namespaces: isUnshared ? ['net', 'ipc'] : [], parentDeath }),
    execArgv: [],
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  };
}

function engineVersions(versions: { isolatedVm: string; esbuild: string }): Record<string, string> {
  const { node, v8, icu, tz } = process.versions;
  return { node, v8, icu: icu ?? 'none', tz: tz ?? 'none', ...versions };
}

/** The native parts that a sandbox needs, found among the installed packages. */
interface NativeParts {
  /** isolated-vm's addon for this Node. */
  addonPath: string;
  /** The pinned esbuild binary. */
  esbuildPath: string;
  versions: { isolatedVm: string; esbuild: string };
}

/** Finds addon and compiler. Throws SandboxError HERMES_SANDBOX_PARTS when one is missing. */
function findNativeParts(): NativeParts {
  try {
    const require = createRequire(import.meta.url);
    const vmPackage = require.resolve('isolated-vm/package.json');
    const esbuildPackage = require.resolve('esbuild/package.json');
    const addons = createRequire(vmPackage)('node-gyp-build') as { path: (directory: string) => string };
    return {
      addonPath: addons.path(dirname(vmPackage)),
      esbuildPath: esbuildBinary(esbuildPackage),
      versions: { isolatedVm: versionOf(vmPackage), esbuild: versionOf(esbuildPackage) },
    };
  } catch (cause) {
    throw new SandboxError('HERMES_SANDBOX_PARTS', {
      message: `isolated-vm or esbuild is not installed for ${process.platform}-${process.arch}, Node ${process.version}.`,
      fix: 'run npm ci with optional dependencies, on Node 24.',
      cause,
    });
  }
}

/** TypeScript's own compiler, a native program since version 7; undefined where it is not installed for this platform. */
export function findTypeChecker(): { path: string; version: string } | undefined {
  try {
    const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
    const name = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const folder = dirname(createRequire(typescript).resolve(name));
    const path = join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
    return existsSync(path) ? { path, version: versionOf(typescript) } : undefined;
  } catch {
    return undefined;
  }
}

function esbuildBinary(esbuildPackage: string): string {
  const name = `@esbuild/${process.platform}-${process.arch}`;
  const platformPackage = createRequire(esbuildPackage).resolve(`${name}/package.json`);
  const file = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  return join(dirname(platformPackage), file);
}

function versionOf(packagePath: string): string {
  return (JSON.parse(readFileSync(packagePath, 'utf8')) as { version: string }).version;
}
