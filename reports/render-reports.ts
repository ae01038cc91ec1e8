import type { RunRecord } from '../harness/contract/run-directory.ts';
import { renderHtml } from './render-html.ts';
import { renderJunit } from './render-junit.ts';
import { renderMarkdown } from './render-markdown.ts';

/** The reports of a run as the files of its directory: report.html, report.md and junit.xml. Equal records give equal bytes. */
export function renderReports(record: RunRecord): { name: string; text: string }[] {
  return [
    { name: 'report.html', text: renderHtml(record) },
    { name: 'report.md', text: renderMarkdown(record) },
    { name: 'junit.xml', text: renderJunit(record) },
  ];
}
