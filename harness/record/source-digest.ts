import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { digestOf, sha256 } from '../contract/canonical-json.ts';

const sourceEnding = /\.(?:ts|mjs|txt|proto)$/;
const notSource = /\.(?:test|bench|acceptance|soak)\.ts$|\.test\.ts$/;

/** Digest over every file of Hermes's own that can change a result: code and prompts below the given folders, tests left out. */
export function sourceDigest(packageRoot: string, folders: string[]): { sha256: string; files: number } {
  const files = folders.flatMap((folder) => filesBelow(join(packageRoot, folder)));
  const entries = files
    .filter((path) => sourceEnding.test(path) && !notSource.test(path))
    .map((path): [string, string] => [
      relative(packageRoot, path).split(sep).join('/'),
      sha256(readFileSync(path)),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { sha256: digestOf(entries), files: entries.length };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
