import { readFileSync } from 'node:fs';
import { assetPath } from '../../harness/contract/package-files.ts';

/** Modules of the page's script in the order they are joined; each may use what stands before it. */
const modules = [
  'dom',
  'filter',
  'highlight',
  'data',
  'samples-page',
  'sample-parts',
  'tester-part',
  'sample-page',
  'main',
];

/** The page's script: the modules of reports/client joined into one closed scope, without their import and export words. */
export function clientScript(): string {
  const bodies = modules.map((name) => joined(readClient(`${name}.js`)));
  return `(() => {\n'use strict';\n${bodies.join('\n')}\n})();\n`;
}

/** The page's style sheet. */
export function clientStyle(): string {
  return readClient('style.css');
}

function joined(source: string): string {
  return source.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '');
}

function readClient(name: string): string {
  return readFileSync(assetPath(`reports/client/${name}`), 'utf8');
}
