import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runDigests } from './digests.ts';
import { changedAsMaterials, changedMaterials, changesOf, installedMaterials } from './materials.ts';

const source = { name: 'source', sha256: 'a'.repeat(64), location: '', annotations: {} };
const node = { name: 'node', sha256: 'c'.repeat(64), location: '', annotations: {} };

test('lock entries of what did not run are no material: only what runs is', () => {
  const root = mkdtempSync(join(tmpdir(), 'hermes-materials-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'hermes.lock.json'), '{"version":1,"models":{},"tasks":{}}');
  const before = installedMaterials(root);
  writeFileSync(join(root, 'hermes.lock.json'), '{"version":1,"models":{},"tasks":{"other.jsonl":{}}}');
  expect(installedMaterials(root)).toEqual(before);
  expect(before.map(({ name }) => name.replace(/:.*/, ''))).toEqual([
    'source',
    'dependencies',
    'node',
    'native',
  ]);
});

test('a change is a material of its own: such a run has a run digest of its own, and its record tells both digests', () => {
  const edited = { ...source, sha256: 'b'.repeat(64) };
  const changes = changesOf([source, node], [edited, node]);
  expect(changes).toEqual([{ name: 'source', before: source.sha256, now: edited.sha256 }]);
  const materials = [source, node, ...changedAsMaterials(changes)];
  expect(changedMaterials(materials)).toEqual(changes);
  const digestOf = (list: typeof materials) =>
    runDigests({ parameters: {}, materials: list, machineClass: '', results: '' }).run;
  expect(digestOf(materials)).not.toBe(digestOf([source, node]));
});

test('what is gone has changed, too', () => {
  expect(changesOf([source], [])).toMatchObject([{ name: 'source', before: source.sha256 }]);
});
