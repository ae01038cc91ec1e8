import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Something of a run that is still there after it should be gone. */
export interface Residue {
  kind: 'process' | 'socket' | 'file';
  /** Pid and command line, or path. */
  what: string;
}

/**
 * What a run left behind: processes whose environment names the directory or that hold a file in it open, and everything
 * still inside it but the owner's marker. Call it after everything was disposed, before the directory is. Processes are
 * found on Linux only (`/proc`).
 */
export function findResidue(directory: string): Residue[] {
  return [...processesOf(directory), ...entriesOf(directory)];
}

/** Pids of processes, other than this one, whose environment names the directory. */
export function processesUsing(directory: string): number[] {
  return listed('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => readText(`/proc/${pid}/environ`).includes(directory) || hasOpen(pid, directory));
}

function processesOf(directory: string): Residue[] {
  return processesUsing(directory).map((pid) => {
    const command = readText(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
    return { kind: 'process', what: `${pid} ${command}` };
  });
}

function entriesOf(directory: string): Residue[] {
  try {
    return readdirSync(directory, { withFileTypes: true, recursive: true })
      .filter((entry) => !entry.isDirectory() && entry.name !== 'owner.json')
      .map((entry) => ({
        kind: entry.isSocket() ? 'socket' : 'file',
        what: join(entry.parentPath, entry.name),
      }));
  } catch {
    return [];
  }
}

function hasOpen(pid: number, directory: string): boolean {
  return listed(`/proc/${pid}/fd`).some((fd) =>
    readLink(`/proc/${pid}/fd/${fd}`).startsWith(`${directory}/`),
  );
}

function listed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
