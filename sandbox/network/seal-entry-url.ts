import { existsSync } from 'node:fs';
import { extname } from 'node:path';

/** The `--import` file of every role but `sandbox`; next to the bundle when this code runs from there. */
export function sealEntryUrl(): string {
  const here = import.meta.url;
  if (here.endsWith('/gen/sandbox-seal.mjs')) return here;
  return new URL(`./seal-entry${extname(new URL(here).pathname)}`, here).href;
}

/** The self-contained `--import` file for sandbox processes: under `--permission` it is the only file they need to read. */
export function sandboxSealUrl(): string {
  const url = new URL('./gen/sandbox-seal.mjs', import.meta.url);
  if (!existsSync(url)) throw new Error(`missing ${url.pathname}: run sandbox/network/build-sandbox-seal.ts`);
  return url.href;
}
