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
    'seal-realm.js': sealRealm(),
    'seal.mjs': `${head}
// Runs the seal in a JavaScript realm of its own, so that nothing done to the prototypes and builtins of this one can change what it does.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, createContext, Script } from 'node:vm';

const url = new URL('./seal-realm.js', import.meta.url);
const install = new Script(readFileSync(url, 'utf8'), { filename: url.href }).runInContext(createContext(constants.DONT_CONTEXTIFY));
const outside = { ${outsideNames.join(', ')} };
export const { proveSeal, sealFromEnvironment } = install(outside, createRequire(import.meta.url), url.href);
`,
    'seal-entry.mjs': `${head}
// For \`--import\`: seals this process and proves it before its own code runs.
import { proveSeal, sealFromEnvironment } from './seal.mjs';

sealFromEnvironment();
await proveSeal();
`,
    'seal-preload.mjs': `${head}
// For \`--require\`: a thread started with \`eval: true\` runs without waiting for \`--import\`.
import { sealFromEnvironment } from './seal.mjs';

sealFromEnvironment();
`,
  };
}

/** What the seal takes from the realm that it guards, once, before anybody else's code runs there: its objects are what the seal replaces. */
const outsideNames = [
  'globalThis',
  'process',
  'Error',
  'Buffer',
  'URL',
  'Request',
  'AbortSignal',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'queueMicrotask',
] as const;

/**
 * The seal as an expression to be run in a fresh realm. Every import is read once, so that a builtin module changed later is not what the seal
 * calls, and what the realm is made of is frozen.
 */
function sealRealm(): string {
  const text = bundleText('network/seal-from-environment.ts', {
    format: 'esm',
    platform: 'node',
    define: { 'import.meta.url': 'sealUrl' },
  });
  const body = text
    .split('\n')
    .map((line) => (importLine.test(line) ? importOnce(line) : line))
    .join('\n')
    .replace(/^export \{([^}]+)\};$/m, 'freezeRealm();\nreturn {$1};');
  return `${head}
((outside, require, sealUrl) => {
"use strict";
const { ${outsideNames.join(', ')} } = outside;
${freezeRealm}
${body}})
`;
}

const importLine = /^import (?:(\w+)(?:, )?)?(?:\{ (.+?) \})? ?from "(.+?)";$/;

/** `import a, { b as c } from "d";` as constants. */
function importOnce(line: string): string {
  const [, whole, names, from] = importLine.exec(line) ?? [];
  const parts = [
    ...(whole === undefined ? [] : [`const ${whole} = require("${from}");`]),
    ...(names === undefined ? [] : [`const { ${names.replaceAll(' as ', ': ')} } = require("${from}");`]),
  ];
  return parts.join(' ');
}

const freezeRealm = `function freezeRealm() {
  const seen = new Set();
  const freeze = (value) => {
    if (value === null || (typeof value !== "object" && typeof value !== "function") || seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const { value: own, get, set } = Reflect.getOwnPropertyDescriptor(value, key);
      for (const part of [own, get, set]) freeze(part);
    }
    freeze(Reflect.getPrototypeOf(value));
    Object.freeze(value);
  };
  const realm = (0, eval)("globalThis");
  for (const key of Reflect.ownKeys(realm)) freeze(Reflect.getOwnPropertyDescriptor(realm, key).value);
  const kinds = [function () {}, async () => {}, function* () {}, async function* () {}];
  for (const kind of kinds) freeze(Reflect.getPrototypeOf(kind));
  for (const iterable of [[], "", new Map(), new Set(), /./[Symbol.matchAll]("")]) {
    const iterator = typeof iterable.next === "function" ? iterable : iterable[Symbol.iterator]();
    freeze(Reflect.getPrototypeOf(iterator));
  }
}`;

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
