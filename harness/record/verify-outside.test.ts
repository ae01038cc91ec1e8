import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { renderReports } from '../../reports/render-reports.ts';
import { canonicalJson, sha256 } from '../contract/canonical-json.ts';
import type { Evidence, Manifest } from '../contract/manifest.ts';
import { readManifest, readRecord } from './read-run.ts';
import { runDigests } from './digests.ts';
import { finishedRun } from './testing/small-run.ts';
import { verifyRun } from './verify.ts';
import { closeRunDir } from './write-run.ts';

const card = { name: 'theirs', version: '1.2' };
let runDir: string;
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'hermes-outside-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  runDir = finishedRun(root, {
    config: { agents: { coder: { a2a: 'unix:/tmp/theirs.sock' } } },
    agentCards: { coder: card },
  });
});

const textOf = (name: string) => readFileSync(join(runDir, name), 'utf8');
const differing = () => verifyRun(runDir, renderReports).checks.filter(({ ok }) => !ok);

/** Changes the manifest, then makes digests, reports and sums anew, as the harness would. */
function forge(change: (manifest: Manifest) => void): string[] {
  const manifest = readManifest(runDir);
  change(manifest);
  const { files: _files, ...evidence } = manifest;
  evidence.digests = runDigests({ ...evidence, results: evidence.digests.results });
  for (const { name, text } of renderReports(readRecord(runDir, evidence))) {
    writeFileSync(join(runDir, name), text);
  }
  closeRunDir(runDir, evidence);
  return differing().map(({ what }) => what);
}

test('every report names the agent, that it is outside and may read the tasks, its class and its arm, and no model', () => {
  expect(differing()).toEqual([]);
  const { digests, determinism, outsideAgents } = readManifest(runDir);
  expect(determinism.class).toBe('D0');
  const meaning = 'outside the seal, may read the task files, spoken to in arm A';
  for (const name of ['report.html', 'report.md', 'junit.xml']) {
    const text = textOf(name).replaceAll('&#39;', "'");
    expect(text, name).toContain(`“theirs” 1.2, ${meaning}`);
    expect(text, name).toContain(outsideAgents.coder?.card?.sha256);
    expect(text, name).not.toContain('hermes-harness/nano');
    expect(text, name).not.toMatch(/sealed: kernel ·|>Sealed by the kernel|hermes\.sealed" value="kernel"/i);
  }
  expect(textOf('junit.xml')).toContain('"hermes.determinism" value="D0"');
  expect(textOf('junit.xml')).not.toContain('hermes.tokens');
  expect(textOf('metrics.json')).toContain('"tokensPerSecond": null');
  expect(textOf('samples.jsonl')).toContain('"tokens":null');
  expect(digests.run).not.toBe(digests.results);
});

test.each<[string, (manifest: Evidence) => void, RegExp]>([
  [
    'a better class',
    ({ determinism }) => Object.assign(determinism, { class: 'D2' }),
    /^determinism class of the manifest/,
  ],
  [
    'an agent that is no longer outside',
    (manifest) => Object.assign(manifest, { outsideAgents: {} }),
    /^agents outside the seal/,
  ],
  [
    'another name',
    ({ outsideAgents }) => Object.assign(outsideAgents.coder?.card ?? {}, { name: 'hermes-coder' }),
    /^agents outside the seal/,
  ],
  [
    'another arm',
    ({ outsideAgents }) => Object.assign(outsideAgents.coder ?? {}, { arms: { PM: 'PM' } }),
    /^agents outside the seal/,
  ],
  [
    'a card that is left out',
    (manifest) => {
      manifest.materials = manifest.materials.filter(({ name }) => name !== 'agent:coder');
    },
    /^material agent:coder$/,
  ],
  [
    'a card whose text was changed',
    ({ materials }) => {
      const material = materials.find(({ name }) => name === 'agent:coder');
      if (material !== undefined) material.annotations['text'] = canonicalJson({ ...card, name: 'ours' });
    },
    /^text of material agent:coder/,
  ],
  [
    'a card with half a surrogate pair',
    ({ materials }) => {
      const material = materials.find(({ name }) => name === 'agent:coder');
      const text = '{"name":"\\ud800"}';
      if (material !== undefined) Object.assign(material, { sha256: sha256(text), annotations: { text } });
    },
    /^agents outside the seal/,
  ],
  [
    'an agent outside that no suite asked',
    ({ outsideAgents }) => Object.assign(outsideAgents, { tester: outsideAgents.coder }),
    /^agents outside the seal/,
  ],
])('%s is found, with everything else made anew', (_what, change, found) => {
  expect(forge(change)).toContainEqual(expect.stringMatching(found));
});
