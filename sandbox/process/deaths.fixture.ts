import { readdirSync, readFileSync } from 'node:fs';

/** CPU time in clock ticks of every child of this process, by pid. */
export function childTicks(): Map<number, number> {
  const ticks = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const fields = statOf(name);
    if (fields !== undefined && Number(fields[1]) === process.pid)
      ticks.set(Number(name), Number(fields[11]) + Number(fields[12]));
  }
  return ticks;
}

/** Waits until a child of this process has been on a CPU for `ticks` since now, and ends it as a stranger would. */
export async function killBusyChild(ticks: number): Promise<void> {
  const before = childTicks();
  for (;;) {
    for (const [pid, now] of childTicks()) {
      if (!before.has(pid)) before.set(pid, now);
      if (now - (before.get(pid) ?? now) >= ticks) return void process.kill(pid, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The fields after the command's name, which may hold spaces. */
function statOf(name: string): string[] | undefined {
  if (!/^\d+$/.test(name)) return undefined;
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
