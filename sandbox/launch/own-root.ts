import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { nodePath } from './node-path.ts';
import { fstabLine, installedTool } from './prefix.ts';

/** What a process sees of this machine's files: nothing but these, under the paths that they have. */
export interface OwnRoot {
  /** An empty folder on which the root is put together, in the process's own mount namespace: nobody else sees it there. */
  at: string;
  /** Files and folders that can be read. */
  readOnly: readonly string[];
  /** Folders that can also be written. */
  writable: readonly string[];
  /** What is not there although it lies in one of the folders. */
  hidden: readonly string[];
  /** Paths at which /dev/null lies: a socket that must be refused, not missing. */
  covered?: readonly string[] | undefined;
}

/** Whether the kernel grants roots of their own here, and why not. */
export interface OwnRootGrant {
  isGranted: boolean;
  reason: string;
}

/** What programs need before the first line of their own: libraries, the shell that is their init, and the way to give privileges up. */
const systemPaths = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache'];
const devices = ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom'];
const shell = '/bin/sh';
const sizeMiB = 16;

/**
 * Commands that stand before a process's own and give it user, network, mount, pid, ipc and uts namespaces, a root of its own, an own /proc and an empty /tmp where it
 * starts. It has no capability and can gain none. The outermost process holds the pid that is spawned: it dies with its parent, all inside die with it, and it ends with
 * the exit code of the program (128 + n for a signal). Pid 1 inside is a shell that reaps what is orphaned. Ask `probeOwnRoot()` before.
 */
export function ownRootPrefix(root: OwnRoot): string[] {
  const tools = ownRootTools();
  if (tools === undefined) return [];
  const { unshare, setpriv, mount, umount, pivotRoot } = tools;
  const { folders, files, table } = layOut({ ...root, readOnly: [...root.readOnly, setpriv] });
  return [
    unshare,
    '--user',
    '--map-root-user',
    '--net',
    '--mount',
    '--keep-caps',
    '--',
    // Its own death signal comes after the user namespace, whose change of credentials would clear it, and before the fork, which is told of it in turn.
    setpriv,
    '--pdeathsig',
    'KILL',
    '--',
    unshare,
    '--pid',
    '--ipc',
    '--uts',
    '--fork',
    '--kill-child=KILL',
    '--',
    shell,
    '-c',
    build,
    'hermes-root',
    root.at,
    folders.join('\n'),
    files.join('\n'),
    table,
    mount,
    pivotRoot,
    umount,
    setpriv,
    '--bounding-set=-all',
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--no-new-privs',
    '--pdeathsig',
    'KILL',
    '--',
    shell,
    '-c',
    '"$@"; exit $?',
    'hermes-init',
  ];
}

/** Tries to start this machine's Node in a root that shows and hides what is named: where files lie decides as much as the kernel. */
export async function probeOwnRoot(
  shownAndHidden: Pick<OwnRoot, 'readOnly' | 'hidden'> = { readOnly: [], hidden: [] },
): Promise<OwnRootGrant> {
  if (process.platform !== 'linux')
    return { isGranted: false, reason: `${process.platform} has no mount namespaces` };
  if (ownRootTools() === undefined) {
    return {
      isGranted: false,
      reason: 'unshare, setpriv, mount or pivot_root (util-linux) is not installed',
    };
  }
  const at = mkdtempSync(join(tmpdir(), 'hermes-root-'));
  try {
    const { readOnly, hidden } = shownAndHidden;
    const [command = '', ...args] = ownRootPrefix({
      at,
      readOnly: [...readOnly, nodePath()],
      writable: [],
      hidden,
    });
    const look = [shell, '-c', '[ -r /proc/self/status ] && exec "$0" --version', nodePath()];
    const { stdout } = await promisify(execFile)(command, [...args, ...look], { timeout: 10_000 });
    return /^v\d/.test(stdout)
      ? { isGranted: true, reason: 'mount, pid and ipc namespaces are granted' }
      : { isGranted: false, reason: `Node does not start in a root of its own: ${stdout.slice(0, 100)}` };
  } catch (error) {
    const stderr: unknown = error instanceof Error ? Reflect.get(error, 'stderr') : '';
    return {
      isGranted: false,
      reason: `a root of its own was refused: ${String(stderr).trim() || String(error)}`,
    };
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}

function ownRootTools() {
  const [unshare, setpriv, mount, umount, pivotRoot] = [
    'unshare',
    'setpriv',
    'mount',
    'umount',
    'pivot_root',
  ].map((name) => installedTool(name));
  if (!unshare || !setpriv || !mount || !umount || !pivotRoot) return undefined;
  return { unshare, setpriv, mount, umount, pivotRoot };
}

/**
 * `$1` the folder, `$2` folders and `$3` files to make in it, `$4` lines of fstab(5), `$5` mount, `$6` pivot_root, `$7` umount. All that is outside goes away with the old
 * root; the program starts in /tmp.
 */
const build = [
  'set -ef',
  `"$5" -t tmpfs -o size=${sizeMiB}m,mode=755,nosuid,nodev hermes "$1"`,
  'cd "$1"',
  "IFS='\n'",
  'umask 022',
  'mkdir -p $2',
  'for file in $3; do : > "$file"; done',
  'printf "%s\\n" "$4" > .fstab',
  '"$5" -a -T .fstab >&2',
  'rm .fstab',
  '"$6" . .old',
  '"/.old$7" -l /.old',
  'unset IFS; set +f',
  'cd /tmp',
  'shift 7',
  'exec "$@"',
].join('\n');

interface Layout {
  /** Relative to the root. */
  folders: string[];
  files: string[];
  table: string;
}

/** What must be made and mounted, in this order: outer folders before inner ones. */
function layOut(root: OwnRoot): Layout {
  const folders = ['.old', 'proc', 'tmp', 'dev'];
  const files: string[] = [];
  const lines = [fstabLine('proc', join(root.at, 'proc'), { type: 'proc', options: 'nosuid,nodev,noexec' })];
  const mounted: string[] = [];
  const add = (
    path: string,
    line: { source: string; options: string; type?: string | undefined; isFile: boolean },
  ) => {
    if (!mounted.some((outer) => isBelow(path, outer))) {
      folders.push(relative(line.isFile ? dirname(path) : path));
      if (line.isFile) files.push(relative(path));
    }
    lines.push(fstabLine(line.source, join(root.at, path), line));
  };
  for (const path of devices) add(path, { source: path, options: 'bind', isFile: true });
  for (const { path, isWritable } of shown(root)) {
    add(path, { source: path, options: isWritable ? 'bind' : 'bind,ro', isFile: !isFolder(path) });
    mounted.push(path);
  }
  for (const path of root.hidden) {
    // What lies in a folder that is hidden already is not there to be hidden.
    if (root.hidden.some((outer) => isBelow(path, outer))) continue;
    if (!existsSync(path) || !mounted.some((outer) => isBelow(path, outer) || outer === path)) continue;
    if (isFolder(path)) add(path, { source: 'hermes', type: 'tmpfs', options: 'ro,size=4k', isFile: false });
    else add(path, { source: '/dev/null', options: 'bind', isFile: true });
  }
  for (const path of root.covered ?? []) add(path, { source: '/dev/null', options: 'bind', isFile: true });
  return { folders, files, table: lines.join('\n') };
}

function shown({ readOnly, writable }: OwnRoot): { path: string; isWritable: boolean }[] {
  const paths = [
    ...[...systemPaths, shell, ...readOnly].map((path) => ({ path, isWritable: false })),
    ...writable.map((path) => ({ path, isWritable: true })),
  ].filter(({ path }) => existsSync(path));
  // What lies in a folder that is shown as it is needs no mount of its own.
  return paths
    .filter(
      ({ path, isWritable }, index) =>
        isWritable ||
        !paths.some((other, place) => isBelow(path, other.path) || (other.path === path && place < index)),
    )
    .sort((a, b) => a.path.split(sep).length - b.path.split(sep).length);
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder + sep);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function relative(path: string): string {
  return path.slice(1);
}
