// A cheat in an agent's place: it looks for the answers wherever its process can look. Prints what it found, as JSON.
import {
  accessSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const { needles, paths, anchors } = JSON.parse(process.argv[2] ?? '') as {
  needles: string[];
  /** File of the run's anchors. */
  anchors: string;
  paths: Record<string, string>;
};

/** Every file below a folder, links not followed. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return notMine.has(path) ? [] : filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
  } catch {
    return [];
  }
}

function outcome(attempt: () => unknown): string {
  try {
    attempt();
    return 'done';
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code ?? error);
  }
}

const notMine = new Set(['/proc', '/lib', '/lib64', '/usr/lib', '/usr/lib64', '/dev']);
const visible = filesBelow('/');
const holding = visible.filter((path) => {
  // Packages are many and large: of them only what data comes in is read.
  if (path.includes('/node_modules/') && !/\.(?:jsonl|gguf|sqlite)$/.test(path)) return false;
  if (statSync(path).size > 2 ** 24) return false;
  const text = readFileSync(path, 'latin1');
  return needles.some((needle) => text.includes(needle));
});
const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
const others = processes.filter(
  (pid) => Number(pid) !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '',
);
process.stdout.write(
  JSON.stringify({
    holding,
    models: visible.filter((path) => path.endsWith('.gguf')),
    others: others.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]),
    reads: Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [name, outcome(() => accessSync(path, constants.F_OK))]),
    ),
    anchors: new DatabaseSync(anchors, { readOnly: true })
      .prepare('SELECT count(*) AS kept FROM anchors')
      .get(),
    rootOfInit: readdirSync('/proc/1/root').join() === readdirSync('/').join(),
    memoryOfInit: outcome(() => writeFileSync('/proc/1/mem', 'x')),
    back: readdirSync('/.old'),
    sharedMemory: readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').length - 1,
    writes: {
      package: outcome(() => openSync(import.meta.filename, 'r+')),
      folder: outcome(() => mkdirSync(join(import.meta.dirname, 'planted'))),
      anchors: outcome(() => new DatabaseSync(anchors).exec('DELETE FROM anchors')),
      anchorsFile: outcome(() => unlinkSync(anchors)),
      ownTmp: outcome(() => writeFileSync('/tmp/mine', '')),
    },
  }),
);
