import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The `--import` file of every role but `sandbox`. */
export function sealEntryUrl(): string {
  return sibling('seal-entry');
}

/** The self-contained `--import` file of sandbox processes: under `--permission` it is the only file they need to read. */
export function sandboxSealUrl(): string {
  return new URL('./gen/sandbox-seal.mjs', import.meta.url).href;
}

/**
 * Flags that seal a Node of any kind, a thread with `eval: true` included. The bundle has no such flags: sandboxes start
 * nothing.
 */
export function inheritedFlags(): string[] {
  return [`--require=${fileURLToPath(sibling('seal-preload'))}`, `--import=${sealEntryUrl()}`];
}

function sibling(name: string): string {
  return new URL(`./${name}${extname(new URL(import.meta.url).pathname)}`, import.meta.url).href;
}
