import { EventLoop, type Answer } from './event-loop.ts';
import { bindNames, identifiersOf } from './identifiers.ts';
import type { CallOutcome, IsolateJob, Report } from './job.ts';
import { errorParts, IsolateExhausted, type RealmIsolate } from './realm-isolate.ts';
import type { TestFault } from './realm/test-body.ts';
import type { Spares } from './spares.ts';

/** Memory limit of the test's isolate; together with the solution's it is bounded from outside anyway. */
const testMemoryMib = 128;
const maxRefusedNames = 100;
const losses = new Set(['instance', 'part', 'changed']);

/** What a program is executed with: where its isolates come from, and where its prints go. */
export interface Tools {
  spares: Spares;
  log: (text: string) => void;
}

/** Executes one program from first to last instruction and disposes its isolates. Everything the program does is in the report. */
export function runProgram(job: IsolateJob, tools: Tools): Report {
  const run = new ProgramRun(job, tools);
  try {
    run.execute();
  } catch (error) {
    if (!(error instanceof IsolateExhausted) && !run.isExhausted()) throw error;
    run.report.outOfMemory = true;
  }
  run.dispose();
  return run.report;
}

class ProgramRun {
  readonly report: Report = {
    cases: [],
    assertions: { total: 0, failed: 0 },
    outOfMemory: false,
    refused: {},
    notes: [],
  };
  readonly #job: IsolateJob;
  readonly #tools: Tools;
  readonly #solution: RealmIsolate;
  #test: RealmIsolate | undefined;
  readonly #loop: EventLoop;
  /** How often the test called the program. */
  #calls = 0;

  constructor(job: IsolateJob, tools: Tools) {
    this.#job = job;
    this.#tools = tools;
    this.#solution = this.#realm('solution', job.memoryMiB);
    this.#loop = new EventLoop(this.#solution);
  }

  execute(): void {
    if (this.#load()) {
      for (const args of this.#job.cases) this.report.cases.push(this.#call(args));
      if (this.#job.call) this.report.value = this.#call('[]');
      if (this.#job.test !== undefined) this.report.test = this.#examine(this.#job.test);
      this.#loop.drain();
    }
    this.#takeUncaught();
  }

  isExhausted(): boolean {
    return this.#solution.isolate.isDisposed || this.#test?.isolate.isDisposed === true;
  }

  dispose(): void {
    this.#solution.dispose();
    this.#test?.dispose();
  }

  /** Defines the program and finds its entry point. */
  #load(): boolean {
    const { form, code, entryPoint } = this.#job;
    if (form === 'body') {
      const answer = JSON.parse(this.#solution.call('body', code)) as Answer;
      if (answer.k === 'error') this.report.broken = answer.e;
      else this.#solution.call('export', entryPoint);
    } else {
      this.#define(code);
    }
    if (this.report.broken !== undefined) return false;
    if (this.#names().includes(entryPoint)) return true;
    this.report.broken = {
      n: 'ReferenceError',
      m: `The program does not define a function named ${entryPoint}.`,
      s: '',
    };
    return false;
  }

  #define(code: string): void {
    const { isolate, context } = this.#solution;
    try {
      isolate.compileScriptSync(code, { filename: 'program.js' }).runSync(context);
    } catch (error) {
      if (isolate.isDisposed) throw new IsolateExhausted();
      this.report.broken = errorParts(error);
      return;
    }
    const { entryPoint, test } = this.#job;
    const names = [entryPoint, ...(test === undefined ? [] : identifiersOf(code))];
    try {
      bindNames(this.#solution, names);
    } catch (error) {
      this.#solution.notice(error);
    }
    if (!this.#names().includes(entryPoint)) this.#solution.call('export', entryPoint);
  }

  #names(): string[] {
    return JSON.parse(this.#solution.call('names')) as string[];
  }

  #call(args: string): CallOutcome {
    const answer = JSON.parse(this.#solution.call('call', this.#job.entryPoint, args)) as Answer;
    return this.#loop.settle(this.#solution, answer);
  }

  /** Runs the trusted test: in an isolate of its own, or in the program's realm where the task asks for that. */
  #examine(test: string): CallOutcome {
    if (this.#job.crossing === 'realm') return this.#runTest(this.#solution, test);
    this.#test = this.#realm('test', testMemoryMib);
    this.#loop.join(this.#test);
    const asked = new Set([this.#job.entryPoint, ...identifiersOf(test)]);
    const names = this.#names().filter((name) => asked.has(name));
    this.#test.call('define', JSON.stringify(names), this.#job.entryPoint);
    return this.#runTest(this.#test, test);
  }

  #runTest(realm: RealmIsolate, test: string): CallOutcome {
    return this.#loop.settle(realm, JSON.parse(realm.call('test', test)) as Answer);
  }

  #takeUncaught(): void {
    for (const realm of [this.#test, this.#solution]) {
      if (realm === undefined) continue;
      const thrown = realm.call('uncaught');
      const uncaught =
        realm.unhandled ?? (thrown === '' ? undefined : (JSON.parse(thrown) as Report['uncaught']));
      if (uncaught !== undefined) this.report.uncaught ??= uncaught;
    }
  }

  #realm(kind: 'solution' | 'test', memoryMiB: number): RealmIsolate {
    const { spares, log } = this.#tools;
    const job = this.#job;
    return spares.take({ kind, memoryMiB }).use({
      config: {
        seed: kind === 'test' ? job.seed + 1 : job.seed,
        logCharacters: job.logBytes,
        outputCharacters: job.outputBytes,
      },
      outside: {
        log: (text) => log(text.slice(0, job.logBytes)),
        refuse: (api) => this.#refuse(api),
        assertion: (what) => {
          if (kind === 'test' || job.crossing === 'realm') this.#count(what);
        },
        note: (what) => this.#note(what),
        invoke: (name, args) => {
          if (kind !== 'test') return '';
          this.#calls += 1;
          return this.#solution.call('callFromTest', name, args);
        },
      },
    });
  }

  #refuse(api: string): void {
    const { refused } = this.report;
    const name = api === 'require' ? this.#job.importName : api.slice(0, 40);
    if (!(name in refused) && Object.keys(refused).length >= maxRefusedNames) return;
    refused[name] = (refused[name] ?? 0) + 1;
  }

  #note(what: string): void {
    const { notes } = this.report;
    if (losses.has(what)) {
      if (!notes.includes(what)) notes.push(what);
      return;
    }
    // After a call the program may have brought it about, unless nothing that a program does can help.
    const isCertain = what === 'syntax' || what === 'module' || what === 'crossing';
    if (isCertain || this.#calls === 0) this.report.testFault ??= what as TestFault;
  }

  #count(what: string): void {
    const { assertions } = this.report;
    if (what === 'excused') assertions.failed -= 1;
    else {
      assertions.total += 1;
      if (what === 'failed') assertions.failed += 1;
    }
  }
}
