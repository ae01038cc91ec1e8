import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SandboxError } from './errors.ts';

/** Our own code for other processes, bundled by `npm run generate` into one folder. */
export type GenFile =
  | 'realm.js'
  | 'confined.cjs'
  | 'seal-realm.js'
  | 'seal.mjs'
  | 'seal-entry.mjs'
  | 'seal-preload.mjs';

/** Seen from this file: beside the sandbox's sources, beside a bundle that holds this file, or below a bundle of the whole package. */
const folders = ['./gen/', './', './sandbox/gen/'];

/**
 * Where a bundle lies, links resolved: Node's permission model compares real paths. Throws SandboxError HERMES_SANDBOX_PARTS when it is
 * not there.
 */
export function genPath(name: GenFile): string {
  const path = folders
    .map((folder) => fileURLToPath(new URL(`${folder}${name}`, import.meta.url)))
    .find((path) => existsSync(path));
  if (path !== undefined) return realpathSync(path);
  throw new SandboxError('HERMES_SANDBOX_PARTS', {
    message: `${name} is not where the sandbox's own code lies.`,
    fix: 'reinstall the package; in a checkout, run npm run generate.',
  });
}
