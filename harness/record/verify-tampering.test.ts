import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { renderReports } from '../../reports/render-reports.ts';
import { canonicalJson, digestOf, sha256 } from '../contract/canonical-json.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import { runInput } from '../metrics/run-input.ts';
import { summarizeRun } from '../metrics/summarize-run.ts';
import { runDigests } from './digests.ts';
import { leftOutOf } from './part-of-run.ts';
import { readManifest, readObservations, readRecord, readSamples } from './read-run.ts';
import { finishedRun } from './testing/small-run.ts';
import { verifyMaterials } from './verify-materials.ts';
import { verifyRun } from './verify.ts';
import { closeRunDir, transcriptName } from './write-run.ts';

// Whoever tampers makes sums, digests, numbers and reports anew afterwards, as the harness would: what is found is found by its sense.
let root: string;
let runDir: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hermes-tampering-'));
  finishedRun(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach((context) => {
  runDir = join(root, context.task.id);
  cpSync(join(root, 'run'), runDir, { recursive: true });
});

const file = (name: string) => join(runDir, name);
const textOf = (name: string) => readFileSync(file(name), 'utf8');
const transcripts = () =>
  readdirSync(file('transcripts'))
    .filter((name) => name.includes('.a.'))
    .sort();
const linesOf = (name: string) => textOf(name).split('\n').filter(Boolean);

function edit(name: string, change: (text: string) => string): void {
  const before = textOf(name);
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file(name), after);
}

function editLines(name: string, change: (lines: string[]) => string[]): void {
  edit(name, (text) => `${change(text.split('\n').filter(Boolean)).join('\n')}\n`);
}

function editManifest(change: (manifest: Manifest) => void): void {
  const manifest = readManifest(runDir);
  change(manifest);
  const { files: _files, ...evidence } = manifest;
  writeFileSync(file('manifest.json'), JSON.stringify({ ...evidence, files: [] }));
}

/** Numbers from the records that lie there now. */
function recomputeNumbers(): void {
  const { parameters, suites } = readManifest(runDir);
  const input = runInput({
    suites: parameters.suites,
    records: readSamples(runDir),
    observations: readObservations(runDir),
  });
  writeFileSync(
    file('metrics.json'),
    `${JSON.stringify({ ...summarizeRun(input), leftOut: leftOutOf(suites) }, null, 1)}\n`,
  );
}

/** Digests, reports, list of files and sums of what lies there now. */
function recomputeSums({ reports = true } = {}): void {
  const { files: _files, ...evidence } = readManifest(runDir);
  const results = sha256(readFileSync(file('samples.jsonl')));
  const machineClass = digestOf(evidence.machineClassInputs);
  evidence.digests = runDigests({ ...evidence, machineClass, results });
  if (reports) {
    for (const { name, text } of renderReports(readRecord(runDir, evidence))) writeFileSync(file(name), text);
  }
  closeRunDir(runDir, evidence);
}

function editRecord(change: (record: SampleRecord) => void, at = 1): SampleRecord {
  const records = readSamples(runDir);
  const record = records[at];
  if (record === undefined) throw new RangeError(`no record ${at}`);
  change(record);
  writeFileSync(file('samples.jsonl'), records.map((own) => `${canonicalJson(own)}\n`).join(''));
  return record;
}

const pass = (record: SampleRecord) =>
  Object.assign(record, { outcome: 'passed', verdict: 'passed', scores: { ...record.scores, pass: 1 } });

function differing(): string[] {
  return verifyRun(runDir, renderReports)
    .checks.filter(({ ok }) => !ok)
    .map(({ what, expected, actual }) => `${what}: expected ${expected}, found ${actual}`);
}

const recomputed = (tamper: () => void, options?: { reports: boolean }) => () => {
  tamper();
  recomputeSums(options);
};

test('the run that is tampered with holds, and so it does when everything is made anew', () => {
  expect(differing()).toEqual([]);
  recomputeNumbers();
  recomputeSums();
  expect(differing().filter((what) => !what.includes('process_memory'))).toEqual([]);
});

const tamperings: [name: string, tamper: () => void, found: RegExp][] = [
  [
    'one byte of a transcript',
    () => edit(`transcripts/${transcripts()[0]}`, (text) => text.replace('Say', 'say')),
    /^file transcripts\/small\.PM\.a\.0/,
  ],
  [
    'a line of SHA256SUMS that leads out of the directory',
    () => edit('SHA256SUMS', (text) => `${text}${'0'.repeat(64)}  ../../etc/passwd\n`),
    /^SHA256SUMS: \.\.\/\.\.\/etc\/passwd/,
  ],
  [
    'a folder that became a link',
    () => {
      renameSync(file('transcripts'), join(root, 'elsewhere'));
      symlinkSync(join(root, 'elsewhere'), file('transcripts'));
    },
    /^file transcripts: expected a regular file, found a link/,
  ],
  [
    'a record that contradicts its transcript',
    recomputed(() => {
      editRecord(pass);
      recomputeNumbers();
    }),
    /^record of small PM a#1: outcome: expected failed, found passed/,
  ],
  [
    'record, transcript, numbers, reports and sums made anew, without the journal',
    recomputed(() => {
      const name = `transcripts/${transcriptName({ suite: 'small', arm: 'PM', task: 'a', sample: 1 })}`;
      edit(name, (text) =>
        text.replace('"status":"failed"', '"status":"passed"').replace('"failed":1', '"failed":0'),
      );
      editRecord((record) => pass(record) && (record.transcriptSha256 = sha256(textOf(name))));
      recomputeNumbers();
    }),
    /^samples\.jsonl against journal\.jsonl: small PM a#1/,
  ],
  [
    'an edited report.html',
    recomputed(() => edit('report.html', (text) => text.replace('small', 'grand')), { reports: false }),
    /^report\.html made again from the record/,
  ],
  [
    'an edited report.md',
    recomputed(() => edit('report.md', (text) => text.replace('small', 'grand')), { reports: false }),
    /^report\.md made again from the record/,
  ],
  [
    'a metric taken out of metrics.json',
    recomputed(() => {
      const metrics = JSON.parse(textOf('metrics.json'));
      delete metrics.suites[0].metrics.pass_at_1;
      writeFileSync(file('metrics.json'), JSON.stringify(metrics));
    }),
    /^pass_at_1 of small PM: expected .*, found absent/,
  ],
  [
    'materials emptied',
    recomputed(() => editManifest((manifest) => (manifest.materials = []))),
    /^material model: expected in the manifest, found missing/,
  ],
  [
    'another model',
    recomputed(() =>
      editManifest(
        ({ materials }) => (materials.find(({ name }) => name === 'source')!.sha256 = '0'.repeat(64)),
      ),
    ),
    /^material source against the plan in journal\.jsonl/,
  ],
  [
    'another prompt text',
    recomputed(() =>
      editManifest(
        ({ materials }) =>
          (materials.find(({ name }) => name.startsWith('prompt:'))!.annotations['text'] = 'Pass.'),
      ),
    ),
    /^text of material prompt:standard\/coder/,
  ],
  [
    'SHA256SUMS emptied',
    () => edit('SHA256SUMS', () => ''),
    /^sum of journal\.jsonl: expected .*, found missing/,
  ],
  [
    'events taken out of hermeticity.jsonl',
    recomputed(() =>
      editLines('hermeticity.jsonl', (lines) => lines.filter((line) => !line.includes('attempt'))),
    ),
    /^hermeticity of the manifest against hermeticity\.jsonl/,
  ],
  [
    'events taken out, and out of the counts',
    recomputed(() => {
      editLines('hermeticity.jsonl', (lines) => lines.filter((line) => !line.includes('attempt')));
      editManifest(({ hermeticity }) => (hermeticity.refused = { total: 0, agent: 0, ours: 0 }));
    }),
    /^hermeticity\.jsonl: attempts of programs: expected 9, found 0/,
  ],
  [
    'no canary of a model worker',
    recomputed(() => {
      editLines('hermeticity.jsonl', (lines) => lines.filter((line) => !line.includes('model-worker')));
      editManifest(({ hermeticity }) => (hermeticity.canaries.refused -= 1));
    }),
    /^hermeticity\.jsonl: canaries of model-worker/,
  ],
  [
    'another determinism class',
    recomputed(() => editManifest(({ determinism }) => (determinism.class = 'D1'))),
    /^determinism class of the manifest/,
  ],
  [
    'another commit',
    recomputed(() => editManifest((manifest) => (manifest.git = { commit: 'f'.repeat(40), dirty: false }))),
    /^git of the manifest against the plan in journal\.jsonl/,
  ],
  [
    'another date',
    recomputed(() => editManifest(({ execution }) => (execution.startedOn = '2020-01-01T00:00:00.000Z'))),
    /^startedOn of the manifest against the plan in journal\.jsonl/,
  ],
  [
    'another version of Hermes',
    recomputed(() => editManifest((manifest) => (manifest.hermesVersion = '99.0.0'))),
    /^hermesVersion of the manifest against the plan/,
  ],
  [
    'an edited line of journal.jsonl',
    recomputed(() =>
      editLines('journal.jsonl', (lines) =>
        lines.with(
          2,
          (lines[2] ?? '')
            .replace('"outcome":"failed"', '"outcome":"passed"')
            .replace('"outcome":"passed"', '"outcome":"memory"'),
        ),
      ),
    ),
    /^journal\.jsonl: chain of its lines: expected whole, found broken at line 4/,
  ],
  [
    'a line taken out of journal.jsonl',
    recomputed(() => editLines('journal.jsonl', (lines) => lines.toSpliced(3, 1))),
    /^journal\.jsonl: small PM [abü]#[01]: expected one line, found 0 lines/,
  ],
  [
    'gates made easier',
    recomputed(() => {
      editManifest(({ parameters }) => (parameters.suites[0]!.gates[0]!.threshold = 0.1));
      recomputeNumbers();
    }),
    /^gates of small against the plan in journal\.jsonl/,
  ],
  [
    'two transcripts that changed places',
    recomputed(() => {
      const [a = '', b = ''] = transcripts().map((name) => file(`transcripts/${name}`));
      const text = readFileSync(a);
      writeFileSync(a, readFileSync(b));
      writeFileSync(b, text);
    }),
    /^transcript of small PM a#0/,
  ],
  [
    'a sample twice',
    recomputed(() => {
      editLines('samples.jsonl', (lines) => [...lines.slice(0, 1), ...lines]);
      recomputeNumbers();
    }),
    /^samples\.jsonl: small PM a#0: expected one line, found 2 lines/,
  ],
  [
    'a sample taken out everywhere but of the journal',
    recomputed(() => {
      for (const name of ['samples.jsonl', 'observations.jsonl']) editLines(name, (lines) => lines.slice(1));
      rmSync(file(`transcripts/${transcripts()[0]}`));
      recomputeNumbers();
    }),
    /^journal\.jsonl: small PM a#0: expected in samples\.jsonl, found in no line of it/,
  ],
  [
    'a transcript of no sample',
    recomputed(() => writeFileSync(file('transcripts/more.jsonl'), '')),
    /^file transcripts\/more\.jsonl: expected of a sample in samples\.jsonl/,
  ],
  [
    'a task whose hidden tests were changed',
    recomputed(() => edit('tasks.jsonl', (text) => text.replace('"expected":"a"', '"expected":"b"'))),
    /^tasks of small/,
  ],
  [
    'an anchor of other content',
    recomputed(() => {
      mkdirSync(file('anchors/patches'));
      writeFileSync(file(`anchors/patches/${'0'.repeat(64)}`), 'x');
    }),
    /^anchor anchors\/patches\/0{64}/,
  ],
  [
    'an ending that is better than its gates',
    recomputed(() => editManifest(({ ending }) => (ending.reason = 'all 9 gates met'))),
    /^ending of the manifest/,
  ],
];
test.each(tamperings)('%s is found and named', (_name, tamper, found) => {
  tamper();
  const all = differing();
  expect(
    all.find((what) => found.test(what)),
    all.join('\n'),
  ).toBeDefined();
});

test('links and pipes are refused by their names at once, and nothing behind them is looked at', () => {
  symlinkSync('/', file('anchors/root'));
  execFileSync('mkfifo', [file('pipe')]);
  expect(differing()).toEqual([
    'file anchors/root: expected a regular file, found a link',
    'file pipe: expected a regular file, found a pipe',
  ]);
  rmSync(file('manifest.json'));
  execFileSync('mkfifo', [file('manifest.json')]);
  expect(() => verifyRun(runDir, renderReports)).toThrow(/HERMES_RUN_DIR_UNREADABLE.*manifest\.json/);
});

test('a material’s location may name anything: pipes are not read, and nothing outside the project is', async () => {
  execFileSync('mkfifo', [file('pipe')]);
  writeFileSync(join(root, 'outside'), 'x');
  const at = (name: string, location: string) => ({ name, sha256: sha256('x'), location, annotations: {} });
  const manifest = readManifest(runDir);
  manifest.materials = [
    at('native:pipe', file('pipe')),
    at('native:zero', '/dev/zero'),
    at('tasks:out', '../outside'),
  ];
  const checks = await verifyMaterials(manifest, { projectRoot: runDir, cacheDirs: [] });
  expect(checks.map(({ ok, actual }) => [ok, actual])).toEqual(
    manifest.materials.map(() => [false, 'not on this machine']),
  );
});

test('names of runs are read, never followed: a journal without a plan is one more difference', () => {
  editLines('journal.jsonl', (lines) => lines.slice(1));
  recomputeSums();
  expect(differing().join('\n')).toMatch(/journal\.jsonl, line 1: it is not the plan of a run/);
  expect(linesOf('samples.jsonl')).toHaveLength(6);
});
