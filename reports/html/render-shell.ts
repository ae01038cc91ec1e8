import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { assetPath } from '../../harness/contract/package-files.ts';
import type { RunRecord } from '../../harness/contract/run-directory.ts';
import { markup, Markup } from './template.ts';

/** The parts a page is put together from. */
export interface Shell {
  pages: readonly Markup[];
  data: Markup;
  notice: Markup | null;
  hasArms: boolean;
}

/**
 * The whole document. Its content security policy names the one script and the one style sheet by their hashes and forbids everything else:
 * the page cannot make a request, whatever a model wrote.
 */
export function renderShell({ manifest }: RunRecord, shell: Shell): string {
  const script = readFileSync(assetPath('reports/gen/client.js'), 'utf8');
  const style = readFileSync(assetPath('reports/client/style.css'), 'utf8');
  const policy = [
    "default-src 'none'",
    `script-src '${integrity(script)}'`,
    `style-src '${integrity(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Hermes report ${manifest.runId}</title>
${new Markup(`<style>${style}</style>`)}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top"><a class="brand" href="#overview">Hermes</a>${navigation(shell.hasArms)}<div class="tools"><button type="button" id="theme" class="needs-js" title="Switch between light and dark (t)">Theme</button><button type="button" id="help" class="needs-js" title="Keys (?)" aria-label="Keys">?</button></div></header>
${shell.notice}
<main id="main" tabindex="-1">
${shell.pages}</main>
<footer><p>Run <code>${manifest.runId}</code>, results digest <code class="digest">${manifest.digests.results}</code>. This page makes no request; its policy forbids any.</p></footer>
<dialog id="keys" aria-labelledby="keys-title"></dialog>
${shell.data}${new Markup(`<script>${script}</script>`)}
</body>
</html>
`.text;
}

function navigation(hasArms: boolean): Markup {
  const links = [
    ['overview', 'Overview'],
    ['samples', 'Samples'],
    ['roles', 'Roles'],
    ['performance', 'Performance'],
    ...(hasArms ? [['arms', 'Arms']] : []),
    ['hermeticity', 'Hermeticity'],
    ['provenance', 'Provenance'],
    ['methods', 'Methods'],
  ];
  return markup`<nav aria-label="Pages">${links.map(([id, label]) => markup`<a href="#${id}">${label}</a>`)}</nav>`;
}

function integrity(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
