import type { RunRecord } from '../harness/contract/run-directory.ts';
import { islands } from './html/islands.ts';
import { armsPage } from './html/page-arms.ts';
import { hermeticityPage } from './html/page-hermeticity.ts';
import { methodsPage } from './html/page-methods.ts';
import { overviewPage } from './html/page-overview.ts';
import { performancePage } from './html/page-performance.ts';
import { provenancePage } from './html/page-provenance.ts';
import { rolesPage } from './html/page-roles.ts';
import { samplePages } from './html/page-samples.ts';
import { renderShell } from './html/render-shell.ts';
import { markup } from './html/template.ts';
import { grouped } from './format.ts';
import { inOrder } from './sample-order.ts';

/**
 * The run as one HTML file: opens from disk, makes no request, and reads without JavaScript but for the sample pages. Text of models is data:
 * escaped here, set by textContent there. Equal input gives equal bytes.
 */
export function renderHtml(unordered: RunRecord): string {
  const input = inOrder(unordered);
  const data = islands(input);
  const arms = armsPage(input);
  const pages = [
    overviewPage(input),
    samplePages(),
    rolesPage(input),
    performancePage(input),
    ...(arms === null ? [] : [arms]),
    hermeticityPage(input),
    provenancePage(input),
    methodsPage(input),
  ];
  const notice =
    data.withoutTranscript === 0
      ? null
      : markup`<p class="banner">
          The transcripts of ${grouped(data.withoutTranscript)} passed samples are left out to keep this page
          openable; they are in <code>transcripts/</code> of the run directory, each with its SHA-256 in
          <code>samples.jsonl</code>.
        </p>`;
  return renderShell(input, {
    pages,
    notice,
    data: data.markup,
    hasArms: arms !== null,
  });
}
