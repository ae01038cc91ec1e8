import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { notInert } from '../harness/contract/testing/unseen.ts';
import { bundleClient } from './build-client.ts';
import { islands } from './html/islands.ts';
import { escapeHtml, markup, Markup } from './html/template.ts';
import { renderHtml } from './render-html.ts';
import { reportFixture } from './report-fixture.ts';
import { renderReports } from './render-reports.ts';

const page = renderHtml(reportFixture());

describe('renderHtml()', () => {
  test('says on its first screen what came out, how sure, on how many tasks, and whether to believe it', () => {
    const start = page.slice(page.indexOf('<h1'), page.indexOf('<h2>Most frequent causes'));
    expect(start).toContain('1 of 2 gates missed');
    expect(start).toContain('coder: pass@1 33.3 %, needs ≥ 80.0 %');
    expect(start).toContain('[10.0, 70.0] %');
    expect(start).toContain('D2 repeatable on this machine class');
    expect(start).toContain('Sealed by the kernel');
    expect(start).toContain('uncommitted changes');
    expect(start).toContain('1 harness fault');
  });

  test('its policy names the script and the style by their hashes and allows nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hash = (text: string | undefined): string =>
      createHash('sha256')
        .update(text ?? '')
        .digest('base64');
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1];
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash(script)}'`,
      `style-src 'sha256-${hash(style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('refers to nothing outside itself', () => {
    expect(page.match(/\b(src|href|action|data|poster|srcset)="(?!#)[^"]*"/g)).toBeNull();
    expect(page).not.toMatch(/@import|url\(/);
    expect(page).not.toMatch(/ style="/);
    expect(page).not.toMatch(/ on[a-z]+="/);
  });

  test('equal input gives equal bytes, in whatever order samples finished', () => {
    const input = reportFixture();
    expect(renderHtml({ ...input, samples: input.samples.toReversed() })).toBe(page);
  });

  test('keeps a shell of at most 150 KB around the data', () => {
    const shell = page.replace(/<script type="application\/octet-stream"[\s\S]*?<\/script>/g, '');
    expect(Buffer.byteLength(shell)).toBeLessThan(150_000);
  });

  test('a hostile model writes nothing but text', () => {
    const hostile = renderHtml(reportFixture({ hostile: true }));
    expect(hostile).not.toContain('<img');
    expect(hostile.match(/<script/g)).toHaveLength(page.match(/<script/g)?.length ?? 0);
    expect(hostile.match(/<\/script/g)).toHaveLength(page.match(/<\/script/g)?.length ?? 0);
    expect(notInert(hostile)).toEqual([]);
    expect(hostile).not.toMatch(/<!--/);
  });

  test('shows arms only when several ran', () => {
    expect(page).not.toContain('id="arms"');
    const input = reportFixture();
    const metric = {
      n: 30,
      first: 400,
      second: 100,
      difference: 300,
      ci95: [290, 310] as [number, number],
      ratio: 0.25,
      ratioCi95: [0.24, 0.26] as [number, number],
      method: 'bootstrap-task',
    };
    const arms = [
      {
        suite: 'coder',
        first: 'A' as const,
        second: 'PM' as const,
        pairs: 30,
        leftOut: 1,
        differentOutcomes: [],
        mcNemar: { b: 0, c: 0, midP: 1, exact: 1 },
        metrics: { message_bytes: metric },
      },
    ];
    const withArms = renderHtml({ ...input, summary: { ...input.summary, arms } });
    expect(withArms).toContain('id="arms"');
    expect(withArms).toContain('0.250 ×');
    expect(withArms).toContain('[−310 B, −290 B]');
    expect(withArms).toContain('>better<');
  });
});

describe('renderHtml(), where the misses are', () => {
  const input = reportFixture();
  const [coder] = input.summary.suites;

  test('counts samples by what tells tasks apart', () => {
    const tasks = input.tasks.map((entry, index) => ({
      ...entry,
      task: { ...entry.task, tier: index % 2 === 0 ? 'ordinary' : 'hard', difficulty: undefined },
    }));
    const html = renderHtml({ ...input, tasks });
    const rows =
      html.slice(html.indexOf('By tier, family and difficulty')).match(/<tr><th scope="row">.*<\/tr>/g) ?? [];
    const cells = rows.slice(0, 2).map((row) =>
      row
        .replace(/<title>.*?<\/title>/g, '')
        .replace(/<[^>]+>/g, ' ')
        .trim()
        .split(/\s+/),
    );
    expect(cells).toEqual([
      ['coder', 'tier', 'hard', '2', '0', '0.0', '%'],
      ['ordinary', '4', '2', '50.0', '%'],
    ]);
    expect(page).not.toContain('By tier, family and difficulty');
    expect(html).not.toContain('misses lie in');
    const [failed] = input.samples.filter(({ record }) => record.outcome === 'failed');
    const many = Array.from({ length: 5 }, (_, index) => ({
      ...failed!,
      record: { ...failed!.record, sample: index, task: 'micro/list/t1' },
    }));
    const samples = [...many, ...input.samples.filter(({ record }) => record.outcome === 'passed')];
    expect(renderHtml({ ...input, tasks, samples })).toContain(
      'coder: 5 of 5 misses lie in tier hard (5 of 7 samples)',
    );
  });

  test('says in words what the tester missed, and names tasks that were left out', () => {
    const samples = input.samples.map((entry) => ({
      ...entry,
      record: {
        ...entry.record,
        outcome: 'failed' as const,
        cause: '3 of 4 assertions hold on the reference',
      },
    }));
    const excluded = [{ taskId: 'bad', reason: 'its reference fails' }];
    const suites = { coder: { ...input.manifest.suites['coder']!, excluded } };
    const html = renderHtml({ ...input, samples, manifest: { ...input.manifest, suites } });
    expect(html).toContain('some of the tester’s assertions are not true of the reference');
    expect(html).toContain('1 task of coder');
  });

  test('folds canaries into one line, and shows them where one came through', () => {
    const events = ['sandbox-1', 'sandbox-2', 'run-host-3'].map((process) => ({
      type: 'canary' as const,
      atMs: 1,
      process,
      layer: 'socket',
      result: 'refused' as const,
      detail: '',
    }));
    const folded = renderHtml({ ...input, sealEvents: events });
    expect(folded).toContain('<details><summary>3 processes, 1 layer: <b class="good">');
    expect(folded).toContain('<th scope="row">sandbox × 2</th>');
    const broken = renderHtml({ ...input, sealEvents: [...events, { ...events[0]!, result: 'through' }] });
    expect(broken).toContain('<details open><summary>3 processes, 1 layer: <b class="bad">');
    expect(broken).toContain('<th scope="row">sandbox-1</th>');
  });

  test('the headline of a whole team is its balanced accuracy, not its agreement', () => {
    const metrics = {
      ...coder!.metrics,
      agreement: coder!.metrics['pass_at_1']!,
      balanced_accuracy: coder!.metrics['pass_at_1']!,
    };
    const suites = [{ ...coder!, pipeline: 'full', metrics }];
    const html = renderHtml({ ...input, summary: { ...input.summary, suites } });
    const head = html.slice(html.indexOf('class="headline"'), html.indexOf('Most frequent causes'));
    expect(head).toContain('Balanced accuracy');
    expect(head).not.toContain('Agreement');
  });
});

describe('page script', () => {
  const committed = readFileSync(new URL('gen/client.js', import.meta.url), 'utf8');

  test('the committed script is what the sources give (else: npm run generate)', () => {
    expect(committed === bundleClient()).toBe(true);
  });

  test('nothing of a module system is left in it', () => {
    expect(committed).not.toMatch(/^\s*(import|export)\b/m);
    expect(committed).not.toContain('</');
  });
});

describe('islands()', () => {
  test('hold every sample with its transcript, losslessly', () => {
    const input = reportFixture({ hostile: true });
    const { markup: text, withoutTranscript } = islands(input);
    const blocks = [...text.text.matchAll(/id="data-([\w-]+)">([^<]*)</g)].map(
      ([, name, base64]) =>
        [
          name,
          JSON.parse(gunzipSync(Buffer.from(base64 ?? '', 'base64')).toString()) as Record<string, unknown>,
        ] as const,
    );
    const samples = Object.assign(
      {},
      ...blocks.filter(([name]) => name?.startsWith('samples-')).map(([, block]) => block),
    ) as Record<string, unknown>;
    expect(Object.values(samples)).toEqual(
      expect.arrayContaining(input.samples.map((entry) => JSON.parse(JSON.stringify(entry)) as unknown)),
    );
    expect(Object.keys(samples)).toHaveLength(input.samples.length);
    expect(withoutTranscript).toBe(0);
  });

  test('over the limit the transcripts of passed samples stay outside, and the page says so', () => {
    const { withoutTranscript } = islands(reportFixture(), { total: 10 });
    expect(withoutTranscript).toBe(3);
  });
});

describe('markup', () => {
  test('escapes every value that is not markup', () => {
    expect(
      markup`<b title="${'"<&>\''}">${'<i>'}${markup`<i>${1}</i>`}${[null, undefined, false, 'x']}</b>`.text,
    ).toBe('<b title="&quot;&lt;&amp;&gt;&#39;">&lt;i&gt;<i>1</i>x</b>');
    expect(escapeHtml('<\0\u202e')).toBe(String.raw`&lt;\u{0}\u{202E}`);
    expect(String(new Markup('<hr>'))).toBe('<hr>');
  });
});

describe('renderReports()', () => {
  test('gives the three files of a run directory', () => {
    const reports = renderReports(reportFixture());
    expect(reports.map(({ name }) => name)).toEqual(['report.html', 'report.md', 'junit.xml']);
    for (const { text } of reports) expect(text.length).toBeGreaterThan(500);
  });
});
