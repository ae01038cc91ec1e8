import { readFileSync } from 'node:fs';

/** Resident memory of a process in MiB: RSS as `ps` shows it; PSS counts each shared page by its share. Null off Linux or when it is gone. */
export function processMemory(pid: number): { rssMiB: number | null; pssMiB: number | null } {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return { rssMiB: fieldMiB(rollup, 'Rss'), pssMiB: fieldMiB(rollup, 'Pss') };
  } catch {
    // Not Linux, or the process has just ended: both mean that there is nothing to tell.
    return { rssMiB: null, pssMiB: null };
  }
}

function fieldMiB(rollup: string, field: string): number | null {
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1];
  return kib === undefined ? null : Number(kib) / 1024;
}
