import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SandboxError } from '../errors.ts';

/** The native parts that a sandbox needs, found among the installed packages. */
export interface NativeParts {
  /** isolated-vm's addon for this Node. */
  addonPath: string;
  /** The pinned esbuild binary. */
  esbuildPath: string;
  versions: { isolatedVm: string; esbuild: string };
}

/** Finds addon and compiler. Throws SandboxError HERMES_SANDBOX_PARTS when one is missing. */
export function findNativeParts(): NativeParts {
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

function esbuildBinary(esbuildPackage: string): string {
  const name = `@esbuild/${process.platform}-${process.arch}`;
  const platformPackage = createRequire(esbuildPackage).resolve(`${name}/package.json`);
  const file = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  return join(dirname(platformPackage), file);
}

function versionOf(packagePath: string): string {
  return (JSON.parse(readFileSync(packagePath, 'utf8')) as { version: string }).version;
}
