// Makes everything that is generated and committed: npm run generate. CI runs it and fails where the result differs from what is committed.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { writeClient } from '../reports/build-client.ts';
import { writeSandboxBundles } from '../sandbox/generate.ts';
import { writeConfigPage } from './write-config.ts';
import { writeNoteIndex } from './write-decisions.ts';
import { writeErrorPage } from './write-errors.ts';
import { writeMetricTables } from './write-metrics.ts';
import { writeSchemas } from './write-schemas.ts';

/** One entry for each kind of generated file: what it makes, and how. */
const steps: Record<string, () => void> = {
  'sandbox/gen': writeSandboxBundles,
  'harness/acts/gen': generateProtobuf,
  'reports/gen': writeClient,
  'docs/config.md': writeConfigPage,
  'docs/errors.md': writeErrorPage,
  'docs/schemas': writeSchemas,
  'docs/suites.md': writeMetricTables,
  'docs/decisions/README.md': writeNoteIndex,
};

for (const [what, make] of Object.entries(steps)) {
  make();
  process.stdout.write(`${what}\n`);
}

function generateProtobuf(): void {
  const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
  const cwd = fileURLToPath(new URL('../harness/acts/', import.meta.url));
  execFileSync(process.execPath, [buf, 'generate'], { cwd, stdio: 'inherit' });
}
