import { readFileSync } from 'node:fs';

/** When a process started, in clock ticks since boot (proc(5), field 22); null where there is no /proc or no such process. */
export function processStart(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : Number(fields[19]);
  } catch {
    return null;
  }
}

/** True when `pid` is alive and, where the kernel tells, still the process that started then and not a later one. */
export function isSameProcess(pid: number, start: unknown): boolean {
  if (typeof start === 'number') return processStart(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}
