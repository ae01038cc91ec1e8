import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sha256 } from '../contract/canonical-json.ts';

/** SHA-256 over names and digests of all files under a folder, by name; links and `node_modules` are left out. */
export function hashFolder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/(?:^|\/)node_modules\//.test(file))
    .toSorted();
  return sha256(files.map((file) => `${file}\0${sha256(readFileSync(join(folder, file)))}\n`).join(''));
}
