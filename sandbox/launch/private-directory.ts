import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxError } from '../errors.ts';
import { processesUsing } from './residue.ts';
import { isSameProcess, processStart } from './process-identity.ts';

/** A directory for the sockets and temporaries of one run. */
export interface PrivateDirectory extends AsyncDisposable {
  path: string;
}

/** Bytes that a socket's own name in the directory may take: `agent-planner.sock` and the like. */
const longestNameBytes = 40;
/** sun_path less its terminating NUL; macOS has 103. */
const socketPathBytes = process.platform === 'darwin' ? 103 : 107;
const prefix = 'hermes-';
const markerName = 'owner.json';

/**
 * Folder for sockets and temporaries: TMPDIR, or where socket paths in it would be longer than the kernel takes, XDG_RUNTIME_DIR or /tmp.
 * Throws HERMES_SEAL_TMPDIR when TMPDIR is no folder.
 */
export function socketBase(): string {
  const wanted = tmpdir();
  const others = [process.env['XDG_RUNTIME_DIR'], process.platform === 'win32' ? undefined : '/tmp'];
  const usable = (base: string | undefined): base is string =>
    base !== undefined && isFolder(base) && socketBytes(realpathSync(base)) <= socketPathBytes;
  if (isFolder(wanted)) return usable(wanted) ? wanted : (others.find(usable) ?? wanted);
  throw new SandboxError('HERMES_SEAL_TMPDIR', {
    message: `the folder for temporary files, ${wanted}, is not there.`,
    fix: 'create it, or set TMPDIR to a folder that is there.',
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Makes a directory that only this user may enter (0700), marked with this process as its owner. Disposing removes it, and so
 * does the end of this process other than by a signal. Throws HERMES_SEAL_SOCKET_PATH when socket paths in it would be longer than the kernel takes, HERMES_SEAL_TMPDIR when it cannot be made.
 */
export function createPrivateDirectory(wanted?: string): Promise<PrivateDirectory> {
  return Promise.resolve().then(() => {
    const base = wanted ?? socketBase();
    assertShort(realpathSync(base));
    const path = makeMarked(realpathSync(base));
    const remove = (): void => rmSync(path, { recursive: true, force: true });
    process.once('exit', remove);
    return {
      path,
      [Symbol.asyncDispose]() {
        process.off('exit', remove);
        return Promise.resolve(remove());
      },
    };
  });
}

/** Makes a directory marked with this process as its owner, which its caller removes; `removeStale` does when the owner died before. Throws HERMES_SEAL_TMPDIR. */
export function makeMarked(base: string): string {
  try {
    const path = mkdtempSync(join(base, prefix));
    const marker = JSON.stringify({ pid: process.pid, start: processStart(process.pid) });
    writeFileSync(join(path, markerName), marker);
    return path;
  } catch (cause) {
    throw new SandboxError('HERMES_SEAL_TMPDIR', {
      message: `the folder for temporary files, ${base}, cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
      value: base,
      fix: 'make it writable and see that it has room, or set TMPDIR to another folder.',
      cause,
    });
  }
}

/** Removes private directories of this user whose owner is dead; returns the paths of those that could be removed. */
export function removeStale(base: string = socketBase()): string[] {
  return staleDirectories(base).filter((path) => {
    try {
      rmSync(path, { recursive: true, force: true });
      return true;
    } catch {
      return false;
    }
  });
}

/** What is called as folders for temporaries of ours are. */
const ourNames = /^hermes-(?:(?:chromium|root|sandbox|vitest)-)?[A-Za-z0-9]{6}$/;

/**
 * Folders of this user that are called as ours are, have no marker, and that no process uses: something ended between making and marking one, or removing
 * it. They are not removed, because nothing but their name says that they are ours.
 */
export function unownedDirectories(base: string = socketBase()): string[] {
  return readdirSync(base)
    .filter((name) => ourNames.test(name))
    .map((name) => join(base, name))
    .filter(
      (path) => isMine(path) && !existsSync(join(path, markerName)) && processesUsing(path).length === 0,
    );
}

/** Private directories of this user whose owner is dead, for `doctor` to show. */
export function staleDirectories(base: string = socketBase()): string[] {
  return readdirSync(base)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(base, name))
    .filter((path) => isMine(path) && isOrphaned(path));
}

function socketBytes(base: string): number {
  return Buffer.byteLength(join(base, `${prefix}XXXXXX`)) + 1 + longestNameBytes;
}

function assertShort(base: string): void {
  const bytes = socketBytes(base);
  if (bytes <= socketPathBytes) return;
  throw new SandboxError('HERMES_SEAL_SOCKET_PATH', {
    message: `socket paths in ${base} would be up to ${bytes} bytes long; the kernel takes ${socketPathBytes}.`,
    fix: 'set TMPDIR to a shorter path.',
  });
}

function isMine(path: string): boolean {
  try {
    const stat = statSync(path);
    return stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid());
  } catch {
    return false;
  }
}

/** Only a directory that carries our marker is ours to remove. */
function isOrphaned(path: string): boolean {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(path, markerName), 'utf8'));
    if (typeof owner !== 'object' || owner === null) return false;
    const pid: unknown = Reflect.get(owner, 'pid');
    return typeof pid === 'number' && !isSameProcess(pid, Reflect.get(owner, 'start'));
  } catch {
    return false;
  }
}
