import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package: where `harness/` and `sandbox/` lie. */
export const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Version of this package. */
export function packageVersion(): string {
  const manifest = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
