import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { sha256 } from '../contract/canonical-json.ts';
import type { Manifest } from '../contract/manifest.ts';

/** Files that list the others and therefore cannot list themselves. */
const listings = new Set(['manifest.json', 'SHA256SUMS']);

/** Every file of a run directory but its listings, sorted by name, with size and SHA-256. */
export function listRunFiles(runDir: string): Manifest['files'] {
  return readdirSync(runDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(runDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !listings.has(name))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => {
      const bytes = readFileSync(join(runDir, name));
      return { name, bytes: bytes.length, sha256: sha256(bytes) };
    });
}

/** Writes SHA256SUMS as coreutils reads it: `sha256sum -c SHA256SUMS`. */
export function writeSums(runDir: string, files: Manifest['files']): void {
  const manifest = { name: 'manifest.json', sha256: sha256(readFileSync(join(runDir, 'manifest.json'))) };
  const lines = [...files, manifest].map((file) => `${file.sha256}  ${file.name}\n`);
  writeFileSync(join(runDir, 'SHA256SUMS'), lines.join(''));
}
