import { readFileSync } from 'node:fs';
import { assetPath } from '../../harness/contract/package-files.ts';

/** The page's script, as `bundleClient` made it of reports/client. */
export function clientScript(): string {
  return readFileSync(assetPath('reports/gen/client.js'), 'utf8');
}

/** The page's style sheet. */
export function clientStyle(): string {
  return readFileSync(assetPath('reports/client/style.css'), 'utf8');
}
