import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { sha256 } from '../contract/canonical-json.ts';
import { type Evidence, Manifest } from '../contract/manifest.ts';

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

/** Closes a run directory whose other files are all written: manifest.json and, as `sha256sum -c` reads it, SHA256SUMS. */
export function closeRunDir(runDir: string, evidence: Evidence): Manifest {
  const manifest = Manifest.parse({ ...evidence, files: listRunFiles(runDir) });
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  const sums = [...manifest.files, { name: 'manifest.json', sha256: sha256(text) }];
  writeAtomically(join(runDir, 'manifest.json'), text);
  writeAtomically(join(runDir, 'SHA256SUMS'), sums.map((file) => `${file.sha256}  ${file.name}\n`).join(''));
  return manifest;
}

/** Writes a file that is whole or as it was before, whenever the process dies. */
export function writeAtomically(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}
