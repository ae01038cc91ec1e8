import { existsSync } from 'node:fs';

/** A namespace of its own for what is started; each is the flag of unshare(1) that makes it. */
type Namespace = 'net' | 'mount' | 'ipc';

export interface PrefixOptions {
  /** Come together with a user namespace: `unshare --net` alone can be left again by root with setns. Default none. */
  namespaces?: readonly Namespace[] | undefined;
  /** Path-named Unix sockets that are covered with /dev/null in a `mount` namespace. Nothing inside can uncover them. */
  hidden?: readonly string[] | undefined;
  /**
   * `kept`: as they are. `none` (default): none can be gained, and those that a user namespace gives are given up. `nesting`: the same, but
   * further namespaces may be made inside.
   */
  privileges?: 'kept' | 'none' | 'nesting' | undefined;
  /** The kernel kills the process when the thread that started it ends. Default true. */
  parentDeath?: boolean | undefined;
}

/** Most data a process may map, in KiB: a backstop for moments in which nobody looks, far above what Node needs to start. */
const dataKib = 4 * 1024 * 1024;
const stackKib = 8192;

const toolFolders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/**
 * The one way in which a child of ours is put behind walls of the kernel: commands that stand before its own and exec in place, so that the
 * pid stays. First unshare, then the covering of sockets, last setpriv: capabilities are needed until there, and making
 * namespaces would clear the death signal. What this machine lacks is left out; ask `probeKernelLevel()` before asking for namespaces.
 */
export function launchPrefix(options: PrefixOptions = {}): string[] {
  if (process.platform !== 'linux') return [];
  const unshare = options.namespaces?.length ? installedTool('unshare') : undefined;
  const setpriv = installedTool('setpriv');
  const [first, second] = [
    unshare === undefined
      ? []
      : unsharing(unshare, options, setpriv !== undefined && options.privileges !== 'kept'),
    setpriv === undefined ? [] : settingPrivileges(setpriv, options, unshare !== undefined),
  ];
  return [...first, ...second];
}

/** Nothing but death with the parent; empty where there is no `setpriv` (then a heartbeat must do it). */
export function parentDeathPrefix(): string[] {
  return launchPrefix({ privileges: 'kept' });
}

/** Whether namespaces can be asked for at all. */
export function hasUnshare(): boolean {
  return process.platform === 'linux' && installedTool('unshare') !== undefined;
}

/**
 * Kernel limits for Node and for the compiler, to come after the prefix. Core dumps off, the main stack pinned, data bounded, and unless the
 * launch itself bounds the files that the process writes, none may be written at all.
 */
export function limitsPrefix({ mayWriteFiles }: { mayWriteFiles: boolean }): string[] {
  if (process.platform === 'win32') return [];
  const limits = [
    'ulimit -c 0',
    ...[`-s ${stackKib}`, `-d ${dataKib}`, ...(mayWriteFiles ? [] : ['-f 0'])].map(
      (limit) => `ulimit ${limit} 2>/dev/null`,
    ),
  ];
  return ['/bin/sh', '-c', `${limits.join('; ')}; unset PWD OLDPWD; exec "$0" "$@"`];
}

function unsharing(
  unshare: string,
  { namespaces = [], hidden = [] }: PrefixOptions,
  drops: boolean,
): string[] {
  const flags = ['--user', '--map-current-user', ...namespaces.map((name) => `--${name}`)];
  // Where nothing gives capabilities up again, none are kept: with them a covered socket could be uncovered inside.
  if (!drops) return [unshare, ...flags, '--'];
  const covering = ['/bin/sh', '-c', cover, 'hermes-seal', coverTable(hidden)];
  return [unshare, ...flags, '--keep-caps', '--', ...(namespaces.includes('mount') ? covering : [])];
}

/** Root keeps CAP_SETFCAP where it must make further namespaces: since Linux 5.12 mapping uid 0 needs it; without CAP_SYS_ADMIN it uncovers nothing. */
function settingPrivileges(
  setpriv: string,
  { privileges = 'none', parentDeath = true }: PrefixOptions,
  isUnshared: boolean,
): string[] {
  const kept = privileges === 'nesting' && process.getuid?.() === 0 ? ',+setfcap' : '';
  const capabilities = [`--bounding-set=-all${kept}`, '--inh-caps=-all', '--ambient-caps=-all'];
  const flags = [
    ...(isUnshared && privileges !== 'kept' ? capabilities : []),
    ...(privileges === 'kept' ? [] : ['--no-new-privs']),
    ...(parentDeath ? ['--pdeathsig', 'KILL'] : []),
  ];
  return flags.length === 0 ? [] : [setpriv, ...flags, '--'];
}

/** One `mount` for all of them: one process each would cost a millisecond per socket. */
const cover = [
  'if [ -n "$1" ] && t=$(mktemp); then printf "%s\\n" "$1" > "$t"; mount -a -T "$t" >/dev/null 2>&1; rm -f "$t"; fi',
  'shift',
  'exec "$@"',
].join('\n');

/** The sockets as lines of fstab(5). A path with a line break cannot be written there and is left out. */
function coverTable(hidden: readonly string[]): string {
  return hidden
    .filter((path) => !path.includes('\n'))
    .map((path) => fstabLine('/dev/null', path, { options: 'bind' }))
    .join('\n');
}

/** One line of fstab(5). */
export function fstabLine(
  source: string,
  target: string,
  { type = 'none', options }: { type?: string | undefined; options: string },
): string {
  const escape = (path: string): string =>
    path.replace(/[\s\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `${escape(source)} ${escape(target)} ${type} ${options} 0 0`;
}

/** Path of a tool of util-linux; undefined where it is not installed. */
export function installedTool(name: string): string | undefined {
  return toolFolders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
}
