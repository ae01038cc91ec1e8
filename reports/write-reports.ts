import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportInput } from '../harness/contract/report-input.ts';
import { renderHtml } from './render-html.ts';
import { renderJunit } from './render-junit.ts';
import { renderMarkdown } from './render-markdown.ts';

/** Writes report.html, report.md and junit.xml into a directory (made if absent) and returns their names. */
export function writeReports(dir: string, input: ReportInput): string[] {
  const files: [string, string][] = [
    ['report.html', renderHtml(input)],
    ['report.md', renderMarkdown(input)],
    ['junit.xml', renderJunit(input)],
  ];
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(dir, name), text);
  return files.map(([name]) => name);
}
