import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../contract/canonical-json.ts';
import { HermesConfig, type HermesConfigInput } from '../contract/config.ts';
import type { Json } from '../contract/json.ts';
import { identityExtensionUri } from '../contract/outside-agent.ts';
import { determinismOf } from './determinism.ts';
import { gatherEvidence } from './evidence.ts';
import { smallRun } from './testing/small-run.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hermes-evidence-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('evidence is of what ran: a task without a sample is in no file and no parameter', () => {
  const { started, facts } = smallRun(root);
  const { evidence, tasks } = gatherEvidence(started, facts);
  expect(tasks.map(({ suite, task }) => [suite, task.task_id])).toEqual([
    ['small', 'a'],
    ['small', 'b'],
    ['small', 'ü'],
  ]);
  expect(evidence.parameters.suites).toMatchObject([{ name: 'small', samples: 2, tasks: 3 }]);
  expect(evidence.suites['small']).toMatchObject({
    contamination: 'None known.',
    excluded: [{ taskId: 'wrong' }],
  });
});

test('evidence holds what the run host used, the command that repeats the run, and nothing of the user’s environment', () => {
  const { started, facts } = smallRun(root, { maxRounds: 2, arms: ['PM', 'A'] });
  const { evidence } = gatherEvidence(started, facts);
  const named = (name: string) => evidence.materials.find((material) => material.name === name);
  expect(named('model')).toMatchObject({
    sha256: facts.model?.sha256,
    annotations: { repo: 'org/name', file: 'name.gguf', quantization: 'Q8_0' },
  });
  expect(named('prompt:standard/coder')?.annotations).toEqual({ text: 'You are the Coder.' });
  expect(named('source')?.sha256).toBe(started.installed[0]?.sha256);
  expect(evidence.commands.reproduce).toBe(
    'npx hermes run --suite small --limit 3 --max-rounds 2 --seed 42 --model nano --arm PM,A',
  );
  expect(evidence.environment.variables).toEqual({ TZ: 'UTC' });
  expect(JSON.stringify(evidence)).not.toContain('not for the record');
});

test('attempts inside isolates are in the ledger of the run, counted as the agent’s', () => {
  const { started, facts } = smallRun(root);
  const { evidence, sealEvents } = gatherEvidence(started, facts);
  expect(evidence.hermeticity.refused).toEqual({ total: 9, agent: 9, ours: 0 });
  expect(sealEvents).toHaveLength(18);
});

test('a connection that arrived at a canary listener is a broken seal: exit code 4', () => {
  const { started, facts } = smallRun(root);
  const none = { tcp: 0, http: 0, udp: 0, dns: 0, abstract: 0, foreign: 3 };
  const endingWith = (arrivals: typeof none) =>
    gatherEvidence({ ...started, listeners: { arrivals: () => arrivals } }, facts).evidence.ending;
  expect(endingWith(none)).toEqual({
    exitCode: 0,
    reason: 'all 1 gates met; partial run: 6 of 8 samples, 1 of 1 gates',
  });
  expect(endingWith({ ...none, dns: 1 })).toMatchObject({
    exitCode: 4,
    reason: expect.stringContaining('1 '),
  });
});

test('a process of the run that left no proof of its seal is a broken seal, named', () => {
  const { started, facts } = smallRun(root);
  rmSync(join(root, 'seal/agent-coder.jsonl'));
  expect(gatherEvidence(started, facts).evidence.ending).toMatchObject({
    exitCode: 4,
    reason: expect.stringContaining('no proof of its seal came from agent-coder'),
  });
});

test.each([
  ['D2', {}, null],
  ['D0', { hermetic: false }, null],
  ['D0', { draft: true }, null],
  ['D0', { determinism: 'fast' }, null],
  ['D0', {}, 'cuda'],
] as const)('class %s is claimed for config %j on GPU %s', (expected, config, gpu) => {
  const run = {
    config: HermesConfig.parse(config),
    gpu,
    records: [],
    materials: [],
    suites: [],
    outsideAgents: {},
  };
  expect(determinismOf(run)).toMatchObject({ class: expected });
});

const cardOf = (name: string): Json => ({
  name,
  version: '1',
  capabilities: { extensions: [{ uri: identityExtensionUri, params: { sha256: 'e'.repeat(64) } }] },
});
const outsideConfig: HermesConfigInput = {
  arms: ['A', 'PM'],
  agents: { coder: { a2a: 'unix:/x' }, tester: { a2a: 'unix:/y' } },
};

test('a run whose only asked role is outside is D0, names it by its card, and lists neither model nor prompt', () => {
  const { started, facts } = smallRun(root, outsideConfig);
  const { evidence } = gatherEvidence(started, { ...facts, agentCards: { coder: cardOf('theirs') } });
  expect(evidence.determinism).toMatchObject({
    class: 'D0',
    reason: expect.stringContaining('outside the seal: coder;'),
  });
  // The tester is outside as well, and no suite asked it.
  expect(evidence.outsideAgents).toEqual({
    coder: {
      address: 'unix:/x',
      card: {
        name: 'theirs',
        version: '1',
        sha256: digestOf(cardOf('theirs')),
        claimedSha256: 'e'.repeat(64),
      },
      arms: { A: 'A', PM: 'A' },
    },
  });
  expect(evidence.parameters).toMatchObject({ model: null, sampling: null });
  const names = evidence.materials.map(({ name }) => name);
  expect(names).toContain('agent:coder');
  for (const name of ['model', 'tokenizer', 'prompt:standard/coder', 'agent:tester']) {
    expect(names).not.toContain(name);
  }
});

test('agents with other cards, or with none, make other run digests', () => {
  const { started, facts } = smallRun(root, outsideConfig);
  const cards = [cardOf('one'), cardOf('two'), null];
  const digests = cards.map(
    (coder) => gatherEvidence(started, { ...facts, agentCards: { coder } }).evidence.digests.run,
  );
  expect(new Set(digests).size).toBe(3);
});
