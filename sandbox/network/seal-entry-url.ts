import { fileURLToPath } from 'node:url';

/** The self-contained `--import` file that seals a process: the only file of the seal that it needs to read. */
export function sealEntryUrl(): string {
  return bundleUrl('seal-entry');
}

/** The same file, by the name that sandbox processes allow it to be read by (`--allow-fs-read`). */
export function sandboxSealUrl(): string {
  return sealEntryUrl();
}

/** Flags that seal a Node of any kind, a thread with `eval: true` included, which does not wait for `--import`. */
export function inheritedFlags(): string[] {
  return [`--require=${fileURLToPath(bundleUrl('seal-preload'))}`, `--import=${sealEntryUrl()}`];
}

/** The bundles lie in `gen/`; this code runs from there too. */
function bundleUrl(name: 'seal-entry' | 'seal-preload'): string {
  const folder = import.meta.url.includes('/network/gen/') ? './' : './gen/';
  return new URL(`${folder}${name}.mjs`, import.meta.url).href;
}
