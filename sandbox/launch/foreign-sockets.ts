import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

const socketFolders = ['/run', '/var/run', '/tmp', '/var/lib', '/var/tmp'];
const mostDepth = 3;
const mostEntries = 20_000;
const mostSockets = 500;

/**
 * Path-named Unix sockets that lie outside `prefixes`: those the kernel lists for this network namespace and those found in
 * the usual folders (a container's docker.sock was made elsewhere and is not listed). At most 500; sorted.
 */
export function foreignSockets(prefixes: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of [...listedSockets(), ...scannedSockets()]) {
    const real = realSocket(path);
    if (real !== null && !prefixes.some((prefix) => real === prefix || real.startsWith(prefix + sep)))
      found.add(real);
  }
  return [...found].sort().slice(0, mostSockets);
}

function listedSockets(): string[] {
  try {
    const lines = readFileSync('/proc/net/unix', 'utf8').split('\n').slice(1);
    return lines.map((line) => line.split(/\s+/)[7] ?? '').filter((path) => path.startsWith('/'));
  } catch {
    return [];
  }
}

function scannedSockets(): string[] {
  const budget = { entries: mostEntries };
  const home = process.env['XDG_RUNTIME_DIR'];
  return [...socketFolders, ...(home === undefined ? [] : [home])].flatMap((folder) =>
    scan(folder, mostDepth, budget),
  );
}

function scan(folder: string, depth: number, budget: { entries: number }): string[] {
  const sockets: string[] = [];
  for (const entry of entriesOf(folder)) {
    if (budget.entries-- <= 0) break;
    const path = join(folder, entry.name);
    if (entry.isSocket()) sockets.push(path);
    else if (entry.isDirectory() && depth > 1) sockets.push(...scan(path, depth - 1, budget));
  }
  return sockets;
}

function entriesOf(folder: string): ReturnType<typeof readFolder> {
  try {
    return readFolder(folder);
  } catch {
    return [];
  }
}

function readFolder(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

function realSocket(path: string): string | null {
  try {
    const real = realpathSync(path);
    return lstatSync(real).isSocket() ? real : null;
  } catch {
    return null;
  }
}
