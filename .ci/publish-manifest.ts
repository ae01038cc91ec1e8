// What `npm pack` does to package.json and undoes: the repository runs from source, the package from dist.
//   node .ci/publish-manifest.ts write | restore
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Manifest {
  exports: Record<string, string>;
  [key: string]: unknown;
}

const root = dirname(import.meta.dirname);
const path = join(root, 'package.json');
const kept = join(root, '.hermes', 'package.json');
/** Of use in a checkout only. */
const ofTheRepository = ['scripts', 'devDependencies', 'allowScripts'];

function restore(): void {
  if (existsSync(kept)) renameSync(kept, path);
}

function write(): void {
  restore();
  mkdirSync(dirname(kept), { recursive: true });
  copyFileSync(path, kept);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const published = Object.entries(manifest).filter(([key]) => !ofTheRepository.includes(key));
  const text = JSON.stringify({ ...Object.fromEntries(published), exports: builtExports(manifest) }, null, 2);
  writeFileSync(path, `${text}\n`);
}

/** `./harness/index.ts` → its JavaScript and its types in dist; what is no TypeScript stays as it is. */
function builtExports({ exports }: Manifest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(exports).map(([door, source]) => {
      if (!source.endsWith('.ts')) return [door, source];
      const built = source.replace('./', './dist/').replace(/\.ts$/, '');
      return [door, { types: `${built}.d.ts`, default: `${built}.js` }];
    }),
  );
}

const verbs: Record<string, () => void> = { write, restore };
const verb = verbs[process.argv[2] ?? ''];
if (verb === undefined) throw new Error('usage: node .ci/publish-manifest.ts write | restore.');
verb();
