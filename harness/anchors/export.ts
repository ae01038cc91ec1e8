import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAnchorUri } from './anchor-uri.ts';
import type { AnchorStore } from './store.ts';

/**
 * Writes anchors to plain files `<dir>/<kind>/<digest>`, where they never expire; returns the paths relative to `dir`, sorted.
 * A file is whole or not there (written aside, then renamed). Rejects with what `resolve` throws on the first anchor that cannot be read.
 */
export async function exportAnchors(
  store: AnchorStore,
  uris: Iterable<string>,
  dir: string,
): Promise<string[]> {
  const unique = [...new Set(uris)].sort();
  const paths: string[] = [];
  for (const uri of unique) {
    const { kind, digest } = parseAnchorUri(uri);
    const path = `${kind}/${digest}`;
    const bytes = store.resolve(uri);
    await mkdir(join(dir, kind), { recursive: true });
    await writeFile(join(dir, `${path}.partial`), bytes);
    await rename(join(dir, `${path}.partial`), join(dir, path));
    paths.push(path);
  }
  return paths;
}
