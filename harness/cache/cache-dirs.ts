import { join, resolve } from 'node:path';
import { assetPath } from '../contract/package-files.ts';

/** The hub folder that ships with the package; it holds the embedded model. */
export function embeddedCacheDir(): string {
  return assetPath('fixtures/hub');
}

/**
 * Where models are looked up, first match wins: config, `HF_HUB_CACHE`, `HF_HOME/hub`, `TRANSFORMERS_CACHE`, `./.hf/hub`,
 * `~/.cache/huggingface/hub`, then the embedded `fixtures/hub`. Absolute paths without repetition; they need not exist.
 */
export function cacheDirs(options: {
  configDir?: string | undefined;
  env: Record<string, string | undefined>;
  projectRoot: string;
}): string[] {
  const { env } = options;
  const hfHome = env['HF_HOME'];
  const home = env['HOME'] ?? env['USERPROFILE'];
  const dirs = [
    options.configDir,
    env['HF_HUB_CACHE'],
    hfHome ? join(hfHome, 'hub') : undefined,
    env['TRANSFORMERS_CACHE'],
    join('.hf', 'hub'),
    home ? join(home, '.cache', 'huggingface', 'hub') : undefined,
    embeddedCacheDir(),
  ];
  const absolute = dirs
    .filter((dir): dir is string => dir !== undefined && dir !== '')
    .map((dir) => resolve(options.projectRoot, dir));
  return [...new Set(absolute)];
}
