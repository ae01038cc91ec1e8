import { readdirSync, readFileSync } from 'node:fs';

/** Pids of all descendants of a process whose command line names the text. */
export function descendantsNaming(pid: number, text: string): number[] {
  return descendants(pid).filter((candidate) => commandOf(candidate).includes(text));
}

/** Kills one descendant whose command line names the text, as soon as there is one; false when `isOver` says first that none will come. */
export async function killOne(
  pid: number,
  text: string,
  isOver: () => boolean = () => false,
): Promise<boolean> {
  while (!isOver()) {
    const candidates = descendantsNaming(pid, text);
    const victim = candidates[Math.floor(Math.random() * candidates.length)];
    if (victim !== undefined && kill(victim)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** False when it was gone already. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function descendants(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${name}/status`))?.[1] ?? -1);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const below = (of: number): number[] =>
    (parents.get(of) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
