import { writeSync } from 'node:fs';
import type ivm from 'isolated-vm';
import type { IsolateJob, Said } from './job.ts';
import { withCodeCache } from './code-cache.ts';
import { runProgram } from './run-program.ts';
import { Spares } from './spares.ts';

/** Descriptor on which the confined process answers, one JSON document a line. */
const answersFd = 3;
/** Prints are passed on at once unless the last ones were so recently; then they wait for more. */
const logPauseMs = 5;

/** Waits for jobs on stdin and executes one at a time, for ever. Ends when stdin ends: the parent is gone. */
export function serve(engine: typeof ivm, realmText: string, permission: boolean): void {
  const spares = new Spares(engine, withCodeCache(engine, realmText));
  warmUp(spares);
  let pieces: string[] = [];
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    const end = chunk.indexOf('\n');
    if (end < 0) return void pieces.push(chunk);
    const line = `${pieces.join('')}${chunk.slice(0, end)}`;
    pieces = [];
    work(JSON.parse(line) as IsolateJob, spares);
  });
  process.stdin.on('end', () => process.exit(0));
  say({ type: 'ready', permission });
}

/** One throw-away program: loads what is lazy, so that the memory base is true and the first program quick. */
function warmUp(spares: Spares): void {
  const job: IsolateJob = {
    type: 'run',
    id: '',
    code: 'function solution(x) { console.log(x); return x; }',
    form: 'definitions',
    entryPoint: 'solution',
    cases: ['[[1,{"a":"b"}]]'],
    call: false,
    crossing: 'data',
    memoryMiB: 256,
    outputBytes: 1000,
    logBytes: 1000,
    seed: 0,
    importName: 'require',
  };
  runProgram(job, { spares, log: () => {} });
  spares.refill();
}

function work(job: IsolateJob, spares: Spares): void {
  say({ type: 'started', id: job.id });
  const log = createLog(job.id);
  const report = runProgram(job, { spares, log: log.add });
  log.flush();
  say({ type: 'result', id: job.id, report });
  spares.refill();
  setImmediate(() => say({ type: 'idle', id: job.id }));
}

function createLog(id: string): { add: (text: string) => void; flush: () => void } {
  let pending = '';
  let lastMs = 0;
  const flush = (): void => {
    if (pending !== '') say({ type: 'log', id, text: pending });
    pending = '';
    lastMs = performance.now();
  };
  return {
    add(text) {
      pending += text;
      if (performance.now() - lastMs > logPauseMs) flush();
    },
    flush,
  };
}

function say(message: Said): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(answersFd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
