import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package: where `harness/` and `sandbox/` lie. */
export const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
