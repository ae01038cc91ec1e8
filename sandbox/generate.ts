import { buildSync, type BuildOptions } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GenFile } from './gen-files.ts';

const root = import.meta.dirname;
const head = '// Made by npm run generate. Do not edit.';

/**
 * The sandbox's own code for other processes, a file each: what is confined may read the file that it is and no other, and starts several times
 * faster than from its sources. Strict by itself, whatever package or tsconfig surrounds it.
 */
export function sandboxBundles(): Record<GenFile, string> {
  return {
    // An expression: its value is `install`.
    'realm.js': bundleText('isolate/realm/index.ts', {
      format: 'iife',
      globalName: 'realm',
      charset: 'ascii',
      banner: { js: `${head}\n(() => {\n"use strict";` },
      footer: { js: 'return realm.install;\n})()' },
    }),
    'confined.cjs': bundleText('isolate/entry.ts', {
      format: 'cjs',
      platform: 'node',
      banner: { js: `${head}\n"use strict";` },
    }),
    'seal.mjs': bundleText('network/seal-from-environment.ts', {
      format: 'esm',
      platform: 'node',
      banner: { js: head },
    }),
    'seal-entry.mjs': `${head}
// For \`--import\`: seals this process and proves it before its own code runs.
import { proveSeal, sealFromEnvironment } from './seal.mjs';

await proveSeal(sealFromEnvironment());
`,
    'seal-preload.mjs': `${head}
// For \`--require\`: a thread started with \`eval: true\` runs without waiting for \`--import\`.
import { sealFromEnvironment } from './seal.mjs';

sealFromEnvironment();
`,
  };
}

/** One file of the sandbox with all that it imports, as text; no tsconfig is read. */
export function bundleText(source: string, options: Omit<BuildOptions, 'write'>): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, source)],
    absWorkingDir: dirname(root),
    bundle: true,
    write: false,
    target: 'node24',
    charset: 'utf8',
    legalComments: 'none',
    tsconfigRaw: {},
    ...options,
  });
  return outputFiles[0]?.text ?? '';
}

/** Writes `sandbox/gen/`. */
export function writeSandboxBundles(): void {
  const folder = join(root, 'gen');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(sandboxBundles())) writeFileSync(join(folder, name), text);
}
