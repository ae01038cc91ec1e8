import { globSync, readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';
import { entryFiles } from './harness/contract/package-files.ts';

/** What a stranger imports, as the compiler is told. */
const doors = (JSON.parse(readFileSync('tsconfig.build.json', 'utf8')) as { files: string[] }).files;
/** What processes start from. */
const processes = ['harness/cli/entry', ...Object.values(entryFiles)].map((file) => `${file}.ts`);

const common: UserConfig = {
  format: 'esm',
  platform: 'node',
  tsconfig: 'tsconfig.build.json',
  report: false,
};

// docs/decisions/0022-package-build.md says why modules stay files of their own.
export default defineConfig([
  {
    ...common,
    entry: named([...doors, ...processes, ...globSync('suites/*.eval.ts')]),
    // Config, suites and the plugin are loaded by the Node that a stranger's Vitest runs on.
    target: 'node20',
    unbundle: true,
    dts: false,
    outExtensions: () => ({ js: '.js' }),
    copy: [{ from: 'sandbox/gen/*', to: 'dist/sandbox/gen' }],
  },
  {
    ...common,
    entry: named(doors),
    dts: { emitDtsOnly: true },
    outExtensions: () => ({ dts: '.d.ts' }),
    // A project need not name the library that has AsyncDisposable.
    banner: { dts: '/// <reference lib="esnext.disposable" />' },
    // What the declarations of a dependency are needed for comes as a named import.
    inputOptions: { treeshake: { moduleSideEffects: false } },
    clean: false,
  },
]);

/** A file keeps its place: harness/index.ts becomes dist/harness/index.js. */
function named(files: string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ''), file]));
}
