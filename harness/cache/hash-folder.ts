import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** SHA-256 over names and digests of all files under a folder, by name; links and `node_modules` are left out. */
export function hashFolder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/(?:^|\/)node_modules\//.test(file))
    .toSorted();
  const digest = createHash('sha256');
  for (const file of files) {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    digest.update(`${file}\0${sha256}\n`);
  }
  return digest.digest('hex');
}
