/** How a process ended. */
export interface Death {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** End of what it wrote on stderr, bounded. */
  stderr: string;
}

/** V8's last words when memory is exhausted, at the start of a line of stderr. */
const memoryBanner =
  /^(?:FATAL ERROR: .*(?:heap|memory|allocat)|# Fatal JavaScript (?:invalid size|out of memory)|<--- Last few GCs --->)/im;
/** The Go runtime's. */
const compilerBanner = /^(?:runtime: out of memory|fatal error: .*(?:memory|stack overflow))/m;

/** Signals that a process raises against itself: by the engine's own checks, or by touching what is not mapped. */
const ownSignals = new Set<NodeJS.Signals>([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
  'SIGXFSZ',
]);

/** Whether the engine's own last words say that memory was exhausted. */
export function isMemoryDeath({ signal, code, stderr }: Death): boolean {
  return (signal !== null && memoryBanner.test(stderr)) || (code === 2 && compilerBanner.test(stderr));
}

/**
 * Whether somebody outside ended the process, or kept it from starting: SIGKILL by the kernel's out-of-memory killer or by a person, a shutdown, no
 * descriptor, process or memory left to start it with. It says nothing of the program.
 */
export function isForeignDeath({ signal, code }: Death): boolean {
  return signal === null ? code === null : !ownSignals.has(signal);
}

/** How it ended, in words. */
export function deathText({ signal, code, stderr }: Death): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? `never started: ${stderr.trim().slice(0, 500)}` : `exit code ${code}`;
}
