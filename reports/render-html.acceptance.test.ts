import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { notInert } from '../harness/contract/testing/unseen.ts';
import { findChromium, openPage, type Page } from './chromium.ts';
import { hostileText, reportFixture } from './report-fixture.ts';
import { sampleHref } from './html/page-data.ts';
import { renderHtml } from './render-html.ts';

const browser = findChromium();
const dir = mkdtempSync(join(tmpdir(), 'hermes-report-'));
const plain = reportFixture();
const hostile = reportFixture({ hostile: true });
for (const [name, record] of Object.entries({ plain, hostile })) {
  mkdirSync(join(dir, name));
  writeFileSync(join(dir, name, 'report.html'), renderHtml(record));
}
const failed = plain.samples[1]!.record;

afterAll(() => rmSync(dir, { recursive: true }));

const open = (name: string, hash = '', options = {}): Promise<Page> =>
  openPage(browser ?? '', `${join(dir, name, 'report.html')}${hash}`, options);

const text = (page: Page, selector: string): Promise<unknown> =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? null`);

/** Waits until the expression is true in the page; gives up after about 20 s. */
async function until(page: Page, expression: string): Promise<void> {
  for (let tries = 0; (await page.evaluate(expression)) !== true; tries += 1) {
    if (tries > 1_000) throw new Error(`never true: ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const visiblePage = `[...document.querySelectorAll('.page')].filter((page) => page.checkVisibility()).map((page) => page.id).join()`;
const rows = `document.querySelectorAll('#table tbody tr').length`;

describe.skipIf(browser === undefined)('report.html in a browser', () => {
  test('opens from disk without a request, a message on the console or a violated policy', async () => {
    await using page = await open('plain');
    await until(page, `${rows} === 9`);
    expect(await page.evaluate(visiblePage)).toBe('overview');
    expect(await text(page, 'h1')).toContain('1 of 2 gates missed');
    for (const id of ['samples', 'roles', 'performance', 'hermeticity', 'provenance', 'methods']) {
      await page.evaluate(`location.hash = '${id}'`);
      await until(page, `${visiblePage} === '${id}'`);
    }
    expect(page.problems).toEqual([]);
    expect(page.requests).toEqual([`file://${join(dir, 'plain', 'report.html')}`]);
  });

  test('its policy really stops a request and an inline handler', async () => {
    await using page = await open('plain');
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:1/x.png" onerror="document.title=1">')`,
    );
    const refused = page.evaluate(
      `fetch('http://127.0.0.1:1/').then(() => 'sent', (error) => error.message)`,
    );
    expect(await refused).toMatch(/violates the document's Content Security Policy|Failed to fetch/);
    expect(page.problems.join()).toContain('Content Security Policy');
    expect(await page.evaluate('document.title')).toContain('Hermes report');
  });

  test('the whole verdict is on the first screen', async () => {
    await using page = await open('plain');
    const bottom = (selector: string): Promise<unknown> =>
      page.evaluate(`document.querySelector('${selector}').getBoundingClientRect().bottom`);
    expect(await bottom('.headline')).toBeLessThan(768);
    expect(await bottom('.badges')).toBeLessThan(768);
  });

  test('reads without JavaScript: verdict, numbers, failed samples, methods, provenance', async () => {
    await using page = await open('plain', '', { script: false });
    await page.send('Emulation.setScriptExecutionDisabled', { value: false });
    const all = String(await page.evaluate('document.body.innerText'));
    for (const part of [
      '1 of 2 gates missed',
      '33.3 %',
      'case 3: got [1,2]',
      'Wilson score interval',
      plain.manifest.digests.results,
    ]) {
      expect(all).toContain(part);
    }
    expect(await page.evaluate(visiblePage)).toBe(
      'overview,samples,roles,performance,hermeticity,provenance,methods',
    );
  });

  test('filters by its address, and the box writes the address', async () => {
    await using page = await open('plain', '#samples?q=s:failed');
    await until(page, `${rows} === 2`);
    expect(await text(page, '#count')).toBe('2 of 9 samples');
    await page.evaluate(
      `(() => { const box = document.getElementById('query'); box.value = '!s:passed suite:coder'; box.dispatchEvent(new Event('input')); })()`,
    );
    await until(page, `${rows} === 5`);
    expect(await page.evaluate('location.hash')).toBe('#samples?q=%21s%3Apassed+suite%3Acoder');
    await page.evaluate(
      `[...document.querySelectorAll('button.sort')].find((each) => each.innerText.startsWith('Tokens')).click()`,
    );
    await until(page, `document.querySelector('th[aria-sort=ascending]')?.innerText.startsWith('Tokens')`);
    const cells = `[...document.querySelectorAll('#table tbody tr')].map((row) => Number(row.cells[5].innerText))`;
    expect(await page.evaluate(cells)).toEqual([121, 122, 123, 124, 125]);
  });

  test('a sample’s permalink shows task, program, verdict, plan, tests, mutants, prompts and seeds', async () => {
    await using page = await open('plain', sampleHref(failed));
    await until(page, `document.querySelector('#sample-body aside') !== null`);
    await page.press('e');
    const shown = String(await text(page, '#sample'));
    for (const part of [
      'failed micro/list/t1',
      'case 3: got [1,2]',
      'Double every number.',
      'xs.map((x) => x * 3)',
      '1 of 2 hold',
      '[6]',
      'double each',
      '1 of 2 assertions hold',
      'Mutants killed: 1',
      'x + x',
      'You are the coder.',
      '1053429977',
      failed.transcriptSha256,
    ]) {
      expect(shown.replace(/\s+/g, ' ')).toContain(part);
    }
    const marks = `[...document.querySelectorAll('.line .mark')].map((mark) => mark.firstChild.data).join('')`;
    expect(await page.evaluate(marks)).toBe('✓✗');
    expect(page.problems).toEqual([]);
  });

  test('a permalink to a sample that is not there says so', async () => {
    await using page = await open('plain', '#sample/none/PM/x/0');
    await until(page, `document.getElementById('sample-title').innerText === 'No such sample'`);
    expect(page.problems).toEqual([]);
  });

  test('is driven by keys', async () => {
    await using page = await open('plain');
    await until(page, `${rows} === 9`);
    await page.press('f');
    await until(page, `${visiblePage} === 'samples' && ${rows} === 2`);
    await page.press('j');
    await page.press('j');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(
      sampleHref(plain.samples[8]!.record),
    );
    await page.evaluate('document.activeElement.click()');
    await until(page, `document.getElementById('previous') !== null && location.hash.includes('full')`);
    await page.press('ArrowLeft');
    await until(page, `location.hash === ${JSON.stringify(sampleHref(failed))}`);
    await page.press('o');
    await until(page, `${visiblePage} === 'overview'`);
    await page.press('?');
    expect(await page.evaluate(`document.getElementById('keys').open`)).toBe(true);
    expect(page.problems).toEqual([]);
  });

  test('has a dark theme by the system’s wish and by its own switch', async () => {
    await using page = await open('plain');
    const background = 'getComputedStyle(document.body).backgroundColor';
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)');
    await page.press('t');
    expect(await page.evaluate(background)).toBe('rgb(20, 23, 27)');
    await page.press('t');
    await page.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: 'dark' }],
    });
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)');
    await page.evaluate('delete document.documentElement.dataset.theme');
    expect(await page.evaluate(background)).toBe('rgb(20, 23, 27)');
  });

  test('keeps its theme and shows what of a filter says nothing', async () => {
    await using page = await open('plain', '#samples?q=foo:1');
    await until(page, `${rows} === 9`);
    expect(await text(page, '#count')).toBe('9 of 9 samples · not applied: there is no filter “foo:”');
    await page.press('t');
    await page.evaluate(`location.reload()`).catch(() => undefined);
    await until(page, `document.documentElement?.dataset.theme === 'dark'`);
    expect(page.problems).toEqual([]);
  });

  test('fits a screen 390 px wide: gates and outcomes are on it, only tables scroll sideways', async () => {
    await using page = await open('plain');
    await page.send('Emulation.setDeviceMetricsOverride', {
      width: 390,
      height: 800,
      deviceScaleFactor: 1,
      mobile: false,
    });
    for (const hash of [
      'overview',
      'samples',
      'roles',
      'performance',
      'hermeticity',
      'provenance',
      'methods',
      sampleHref(failed).slice(1),
    ]) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await until(page, `${visiblePage} === ${JSON.stringify(hash.split('/')[0])}`);
      expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBeLessThanOrEqual(390);
    }
    const right = `Math.max(...[...document.querySelectorAll('.gate-word, .outcome-cell a')].map((each) => each.getBoundingClientRect().right))`;
    await page.evaluate(`location.hash = 'overview'`);
    await until(page, `${visiblePage} === 'overview'`);
    expect(await page.evaluate(right)).toBeLessThanOrEqual(390);
  });

  test('prints overview, provenance and methods with everything open', async () => {
    await using page = await open('plain');
    await until(page, `${rows} === 9`);
    await page.evaluate(`window.dispatchEvent(new Event('beforeprint'))`);
    await page.send('Emulation.setEmulatedMedia', { media: 'print' });
    expect(await page.evaluate(visiblePage)).toBe('overview,provenance,methods');
    expect(
      await page.evaluate(`[...document.querySelectorAll('#overview details')].every((fold) => fold.open)`),
    ).toBe(true);
  });

  test('what a hostile model wrote stays text, on every page', async () => {
    await using page = await open('hostile');
    await until(page, `${rows} === 9`);
    const hashes = [
      'overview',
      'samples',
      'hermeticity',
      ...hostile.samples.map(({ record }) => sampleHref(record).slice(1)),
    ];
    for (const hash of hashes) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await until(page, `${visiblePage} === ${JSON.stringify(hash.split('/')[0])}`);
      if (hash.startsWith('sample/')) {
        await until(page, `document.querySelector('#sample-body aside') !== null && true`);
        expect(
          await page.evaluate(
            `document.getElementById('sample-body').textContent.includes(${JSON.stringify(hostileText.slice(0, 30))})`,
          ),
        ).toBe(true);
      }
      expect(notInert(String(await page.evaluate('document.body.textContent'))), hash).toEqual([]);
      expect(
        await page.evaluate(`document.querySelectorAll('img, iframe, object, embed, link, base').length`),
      ).toBe(0);
    }
    expect(await page.evaluate('document.title')).toBe(`Hermes report ${hostile.manifest.runId}`);
    expect(page.problems).toEqual([]);
    expect(page.requests).toHaveLength(1);
  });

  test('keeps the accessibility basics: one visible h1, captions, scopes, names of controls and charts', async () => {
    await using page = await open('plain', sampleHref(failed));
    await until(page, `document.querySelector('#sample-body aside') !== null`);
    const count = (selector: string): Promise<unknown> =>
      page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('h1')].filter((each) => each.checkVisibility()).length`,
      ),
    ).toBe(1);
    expect(await count('thead th:not([scope]):not(:empty)')).toBe(0);
    expect(await count('svg:not([role=img][aria-label])')).toBe(0);
    expect(await count('html[lang=en] main, header nav[aria-label]')).toBe(2);
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('button, a')].filter((each) => each.textContent.trim() === '').length`,
      ),
    ).toBe(0);
    expect(await count('[id]')).toBe(
      await page.evaluate(`new Set([...document.querySelectorAll('[id]')].map((each) => each.id)).size`),
    );
  });
});
