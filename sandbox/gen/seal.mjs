// Made by npm run generate. Do not edit.
// Runs the seal in a JavaScript realm of its own, so that nothing done to the prototypes and builtins of this one can change what it does.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, createContext, Script } from 'node:vm';

const url = new URL('./seal-realm.js', import.meta.url);
const install = new Script(readFileSync(url, 'utf8'), { filename: url.href }).runInContext(createContext(constants.DONT_CONTEXTIFY));
const outside = { globalThis, process, Error, Buffer, URL, Request, AbortSignal, setTimeout, clearTimeout, setInterval, queueMicrotask };
export const { proveSeal, sealFromEnvironment } = install(outside, createRequire(import.meta.url), url.href);
