import { importModel } from '../import-model.ts';

// Entry of a process that imports one file: FILE AS CACHE_DIR. Prints the result or the error's code.
const [file = '', as = '', cacheDir = ''] = process.argv.slice(2);
try {
  const { revision, sha256 } = await importModel({ file, as, cacheDir });
  process.stdout.write(JSON.stringify({ revision, sha256 }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: String(error) }));
}
