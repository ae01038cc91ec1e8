import { pathToFileURL } from 'node:url';
import { genPath } from '../gen-files.ts';

/** What `--import` names to seal a process. */
export function sealEntryUrl(): string {
  return pathToFileURL(genPath('seal-entry.mjs')).href;
}

/** All files of the seal that a process must be allowed to read (`--allow-fs-read`) to be sealed by its entry. */
export function sealFiles(): string[] {
  return (['seal-entry.mjs', 'seal-preload.mjs', 'seal.mjs', 'seal-realm.js'] as const).map((name) =>
    genPath(name),
  );
}

/** Flags that seal a Node of any kind, a thread with `eval: true` included, which does not wait for `--import`. */
export function inheritedFlags(): string[] {
  return [`--require=${genPath('seal-preload.mjs')}`, `--import=${sealEntryUrl()}`];
}
