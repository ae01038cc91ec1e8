import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs';

/** What a process has used, by the kernel's word. */
export interface Reading {
  cpuMs: number;
  memoryMiB: number;
  /** Highest memory since the last `resetPeak`, or the current one where the kernel keeps no peak. */
  peakMemoryMiB: number;
}

/** Measures other processes from outside. */
export interface Gauge {
  /** Undefined when the process is gone. */
  read(pid: number): Reading | undefined;
  resetPeak(pid: number): void;
  /** Whether any thread of the process is running right now. */
  isBusy(pid: number): boolean;
}

const msPerS = 1000;
const kibPerMib = 1024;
const procBytes = 4096;

/** The gauge of this platform: /proc on Linux, `ps` elsewhere. */
export function createGauge(): Gauge {
  return process.platform === 'linux' ? procGauge(clockTicks()) : psGauge();
}

function clockTicks(): number {
  try {
    const ticks = Number(
      execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    return ticks > 0 ? ticks : 100;
  } catch {
    return 100;
  }
}

function procGauge(ticksPerS: number): Gauge {
  return {
    read(pid) {
      try {
        const status = readSmall(`/proc/${pid}/status`);
        const memoryMiB = kibOf(status, 'VmRSS:') / kibPerMib;
        return {
          cpuMs: (cpuTicks(pid) / ticksPerS) * msPerS,
          memoryMiB,
          peakMemoryMiB: Math.max(memoryMiB, kibOf(status, 'VmHWM:') / kibPerMib),
        };
      } catch {
        return undefined;
      }
    },
    resetPeak(pid) {
      try {
        writeFileSync(`/proc/${pid}/clear_refs`, '5');
      } catch {
        // Without it the peak is that of the process's whole life: stricter, never laxer.
      }
    },
    isBusy(pid) {
      try {
        return readdirSync(`/proc/${pid}/task`).some(
          (task) => statFields(`/proc/${pid}/task/${task}/stat`)[0] === 'R',
        );
      } catch {
        return false;
      }
    },
  };
}

/** A file of /proc in one read. */
function readSmall(path: string): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(procBytes);
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, procBytes, 0));
  } finally {
    closeSync(file);
  }
}

function kibOf(status: string, name: string): number {
  const at = status.indexOf(name);
  return at < 0 ? 0 : Number.parseInt(status.slice(at + name.length), 10);
}

/** utime + stime of proc(5), fields 14 and 15. */
function cpuTicks(pid: number): number {
  const fields = statFields(`/proc/${pid}/stat`);
  return Number(fields[11]) + Number(fields[12]);
}

/** The fields of a stat file from the third (state) on; the second may hold spaces and parentheses. */
function statFields(path: string): string[] {
  const text = readSmall(path);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function psGauge(): Gauge {
  const read = (pid: number): Reading | undefined => {
    try {
      const text = execFileSync('ps', ['-o', 'rss=,time=', '-p', String(pid)], { encoding: 'utf8' });
      const [rss, time] = text.trim().split(/\s+/);
      const memoryMiB = Number(rss) / kibPerMib;
      return { cpuMs: msOfTime(time ?? '0'), memoryMiB, peakMemoryMiB: memoryMiB };
    } catch {
      return undefined;
    }
  };
  return {
    read,
    resetPeak: () => {},
    isBusy(pid) {
      const before = read(pid);
      const after = read(pid);
      return before !== undefined && after !== undefined && after.cpuMs > before.cpuMs;
    },
  };
}

/** `[[dd-]hh:]mm:ss[.cc]` of ps(1). */
function msOfTime(time: string): number {
  return (
    time
      .split(/[-:]/)
      .map(Number)
      .reverse()
      .reduce((sum, part, index) => sum + part * ([1, 60, 3600, 86_400][index] ?? 0), 0) * msPerS
  );
}
