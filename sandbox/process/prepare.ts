import { encode } from '../isolate/realm/encode.ts';
import type { IsolateJob } from '../isolate/job.ts';
import type { Limits, Program } from '../program.ts';
import type { Usage } from '../verdict.ts';
import { checkTypes } from './check-types.ts';
import { compile, type CompileTools } from './compile.ts';
import type { ExecutionEnd } from './execute.ts';
import { type ModuleSyntax, moduleSyntaxOf } from './module-syntax.ts';

/** A program ready for the confined process, with what its compilation used; or how the compilation ended it. */
export type Prepared =
  | { type: 'job'; job: IsolateJob; usage: Usage }
  | { type: 'ended'; ending: ExecutionEnd; usage: Usage };

/** Compiles what needs compiling (TypeScript, modules) and leaves out everything that only the judge may know. */
export async function prepare(
  program: Program & { limits: Limits },
  tools: CompileTools,
  context: { id: string; signal?: AbortSignal | undefined },
): Promise<Prepared> {
  const { lang, form, limits, test, testLang = lang } = program;
  const budget = new Budget(limits);
  const syntax = moduleSyntaxOf(program.code);
  const isModule = form === 'definitions' && syntax.isModule;
  const sources = [
    {
      code: program.code,
      loader: lang,
      form,
      isModule,
      isNeeded: lang === 'ts' || isModule || syntax.hasDynamicImport,
    },
    {
      code: test ?? '',
      loader: testLang,
      form: 'body' as const,
      isModule: false,
      isNeeded: testLang === 'ts' && test !== undefined,
      isTest: true,
    },
  ];
  const wrongTypes = await checkTypes(program, tools, context.signal);
  if (wrongTypes !== undefined) return wrongTypes;
  const codes: string[] = [];
  for (const { isNeeded, isTest, ...source } of sources) {
    if (!isNeeded) {
      codes.push(source.code);
      continue;
    }
    const options = { limits: budget.left(), signal: context.signal };
    const compiled = await compile(source, tools, options);
    budget.spend(compiled.usage);
    if (compiled.type === 'ended') {
      return { type: 'ended', ending: endingOf(compiled.ending, isTest), usage: budget.used };
    }
    codes.push(compiled.code);
  }
  const job = jobOf(program, { id: context.id, codes: codes as [string, string], syntax });
  return { type: 'job', job, usage: budget.used };
}

function endingOf(ending: ExecutionEnd, isTest = false): ExecutionEnd {
  return ending.type === 'refused' ? { ...ending, isTest } : ending;
}

/** What is left of a program's limits after what was used before. */
export class Budget {
  used: Usage = { wallMs: 0, cpuMs: 0, peakMemoryMiB: 0 };
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  spend(usage: Usage): void {
    this.used = {
      wallMs: this.used.wallMs + usage.wallMs,
      cpuMs: this.used.cpuMs + usage.cpuMs,
      peakMemoryMiB: Math.max(this.used.peakMemoryMiB, usage.peakMemoryMiB),
    };
  }

  left(): Limits {
    const { cpuMs, wallMs } = this.#limits;
    return {
      ...this.#limits,
      cpuMs: Math.max(1, cpuMs - this.used.cpuMs),
      wallMs: Math.max(1, wallMs - this.used.wallMs),
    };
  }
}

function jobOf(
  program: Program & { limits: Limits },
  { id, codes, syntax }: { id: string; codes: [string, string]; syntax: ModuleSyntax },
): IsolateJob {
  const { form, entryPoint, crossing, seed, limits, cases, test } = program;
  const { isModule, hasDynamicImport, hasRequire } = syntax;
  const isImport = (isModule || hasDynamicImport) && !hasRequire;
  return {
    type: 'run',
    id,
    code: codes[0],
    form,
    entryPoint,
    cases: (cases ?? []).map(({ args }) => encode(args, Infinity)),
    call: form === 'body' && cases === undefined && test === undefined,
    test: test === undefined ? undefined : codes[1],
    crossing,
    memoryMiB: limits.memoryMiB,
    outputBytes: limits.outputBytes,
    logBytes: limits.logBytes,
    seed,
    importName: isImport ? 'import' : 'require',
  };
}
