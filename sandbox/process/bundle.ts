import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SandboxError } from '../errors.ts';

/** The one file that a confined process reads beside the addon; disposing removes it. */
export interface EntryFile extends AsyncDisposable {
  path: string;
}

const maxBundleBytes = 16 * 1024 * 1024;
const run = promisify(execFile);

/** Bundles our own code for the confined process, the code for isolates included, into one private file. Throws SandboxError HERMES_SANDBOX_PARTS. */
export async function bundleEntry(esbuildPath: string): Promise<EntryFile> {
  const realm = await bundle(esbuildPath, '../isolate/realm/index.ts', [
    '--format=iife',
    '--global-name=realm',
    '--minify-whitespace',
  ]);
  const realmText = `(() => {${realm}\nreturn realm.install;})()`;
  const entry = await bundle(esbuildPath, './entry.ts', [
    '--format=cjs',
    '--platform=node',
    `--define:HERMES_REALM_TEXT=${JSON.stringify(realmText)}`,
  ]);
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'hermes-sandbox-')));
  const path = join(directory, 'entry.cjs');
  await writeFile(path, entry, { mode: 0o600 });
  return {
    path,
    [Symbol.asyncDispose]: async () => rm(directory, { recursive: true, force: true }),
  };
}

/** One file of ours with all it imports, as text. `file` is relative to this folder. */
export async function bundle(esbuildPath: string, file: string, flags: string[]): Promise<string> {
  const source = fileURLToPath(new URL(file, import.meta.url));
  try {
    const { stdout } = await run(
      esbuildPath,
      [source, '--bundle', '--target=node24', '--log-level=error', '--charset=ascii', ...flags],
      { maxBuffer: maxBundleBytes, env: {} },
    );
    return stdout;
  } catch (cause) {
    throw new SandboxError('HERMES_SANDBOX_PARTS', {
      message: `${source} could not be bundled.`,
      fix: 'reinstall with npm ci; esbuild and the sandbox sources must be as published.',
      cause,
    });
  }
}
