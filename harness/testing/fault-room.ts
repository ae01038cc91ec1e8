import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place in which a machine fails on purpose: mounts that only the processes started in it see. */
export interface FaultRoom extends Disposable {
  root: string;
  /** Commands that stand before one that is to run in the room. */
  prefix: string[];
  /** A folder on a disk of its own, of this many MiB; only processes in the room see what is on it. */
  disk: string;
  /** What was on the disk when the command had ended. */
  kept: string;
  /** Switches a fault on in every process of the room: those of `faults.fixture.c`; `clock` before they start. */
  fail(what: 'fsync-slow' | 'fsync-eio' | 'clock'): void;
}

/** Whether this machine lets a test have such a room. */
export const hasFaultRooms =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'true']).status === 0 &&
  spawnSync('gcc', ['--version']).status === 0;

/** What processes look for in /etc. */
const etcFiles = ['group', 'hosts', 'ld.so.cache', 'nsswitch.conf', 'passwd', 'resolv.conf'];

/** Opens a room for one command. */
export function openFaultRoom({ diskMiB }: { diskMiB: number }): FaultRoom {
  const root = mkdtempSync('/tmp/room-');
  const [etc, disk, library] = ['etc', 'disk', 'faults.so'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  const kept = join(root, 'kept');
  for (const folder of [etc, disk]) mkdirSync(folder);
  const source = join(import.meta.dirname, 'faults.fixture.c');
  const flags = ['-shared', '-fPIC', '-O1', `-DFOLDER="${root}"`, '-o', library, source];
  const compiled = spawnSync('gcc', flags, { encoding: 'utf8' });
  if (compiled.status !== 0) throw new Error(compiled.stderr);
  for (const name of etcFiles.filter((file) => existsSync(`/etc/${file}`))) {
    copyFileSync(`/etc/${name}`, join(etc, name));
  }
  writeFileSync(join(etc, 'ld.so.preload'), `${library}\n`);
  const mounts = [`mount -t tmpfs -o size=${diskMiB}m none ${disk}`, `mount --bind ${etc} /etc`];
  const work = `${mounts.join(' && ')} && "$0" "$@"; code=$?; cp -r ${disk} ${kept}; exit $code`;
  return {
    root,
    disk,
    kept,
    prefix: ['unshare', '--user', '--map-root-user', '--mount', '/bin/sh', '-c', work],
    fail: (what) => writeFileSync(join(root, what), ''),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
