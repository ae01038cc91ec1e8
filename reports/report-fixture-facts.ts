import { sha256 } from '../harness/contract/canonical-json.ts';
import type { Evidence, Material } from '../harness/contract/manifest.ts';
import { hostileName } from '../harness/contract/testing/unseen.ts';
import type { SealEvent } from '../harness/contract/summary.ts';

/** Canaries and refused attempts of the fixture run. */
export function sealEventsFixture(evil: string): SealEvent[] {
  return [
    {
      type: 'canary',
      atMs: 1,
      process: 'run-host',
      layer: 'socket',
      result: 'refused',
      detail: 'ENETUNREACH',
    },
    {
      type: 'canary',
      atMs: 1,
      process: 'run-host',
      layer: 'namespace',
      result: 'refused',
      detail: `no route${evil}`,
    },
    { type: 'canary', atMs: 1, process: 'launcher', layer: 'namespace', result: 'absent', detail: '' },
    {
      type: 'attempt',
      atMs: 9,
      process: 'sandbox-0',
      layer: 'socket',
      api: `fetch${evil}`,
      target: `https://example.org/${evil}`,
      stack: `Error: no\n    at twice (program.js:3:9)${evil}`,
      suite: 'coder',
      task: `micro/list/t1${evil}`,
      origin: 'agent',
    },
    {
      type: 'attempt',
      atMs: 4,
      process: 'run-host',
      layer: 'nock',
      api: 'http.request',
      target: 'http://169.254.169.254/',
      stack: 'Error: no\n    at detect (dep/index.js:1:2)',
      suite: null,
      task: null,
      origin: 'ours',
    },
  ];
}

/** The manifest of the fixture run, but for its files; `evil` stands in every text that others can write. */
export function evidenceFixture(evil = ''): Evidence {
  const runId = '2026-11-22T10-00-00Z-abc123';
  return {
    schemaVersion: 2,
    runId,
    hermesVersion: '0.1.0',
    digests: { parameters: sha256('p'), materials: sha256('m'), run: sha256('r'), results: sha256('s') },
    determinism: {
      class: 'D2',
      profile: 'repeatable',
      reason: 'One thread and one sequence per worker on a CPU.',
    },
    ending: { exitCode: 1, reason: 'a gate was missed' },
    parameters,
    suites: {
      coder: {
        source: { name: 'fixtures/tasks/micro.jsonl', sha256: sha256('tasks') },
        contamination: `None known.${evil}`,
        excluded: evil === '' ? [] : [{ taskId: `left-out${evil}`, reason: `its reference fails${evil}` }],
      },
    },
    materials: materials(evil),
    outsideAgents: {},
    machineClass: sha256('machine'),
    machineClassInputs: { arch: 'x64', os: 'linux' },
    generationConfig: { PM: sha256('g') },
    git: { commit: '0a6cd87f2b1c4a9d8e7f60514233241506172839', dirty: true },
    environment,
    hermeticity: {
      level: 'kernel',
      agentsRead: 'own-root',
      launcherLevel: 'process',
      refused: { total: 2, agent: 1, ours: 1 },
      canaries: { refused: 2, through: 0, absent: 1 },
    },
    sandbox: { levels: {}, engine: { 'isolated-vm': '7.0.1' }, limits: {} },
    config: { seed: 42, workers: 2, ...(evil !== '' && { [evil]: evil }) },
    commands: {
      reproduce: `npx hermes run --seed 42${evil && hostileName}`,
      verify: `npx hermes verify hermes-runs/${runId}`,
    },
    execution: {
      startedOn: '2026-11-22T10:00:00Z',
      finishedOn: '2026-11-22T10:00:02Z',
      wallMs: 2_000,
      workers: 2,
      sandboxWorkers: 2,
      launcher: 'cli',
      pool: [],
      devices: {},
      http2: { sessions: 3, sent: 4_096, received: 2_048 },
      relayedPorts: [],
    },
  };
}

const parameters: Evidence['parameters'] = {
  suites: [],
  seed: 42,
  seedScheme: 'hermes/seed/v1',
  assertions: { max: 100, cpuMs: 10_000 },
  deadlines: { agentMs: 120_000, completionMs: 120_000 },
  arms: ['PM'],
  determinism: 'repeatable',
  hermetic: true,
  model: { profile: 'compact', contextSize: 512, grammar: false },
  sampling: { temperature: 0, topK: 40, topP: 0.95, minP: 0, maxTokens: 200 },
  limits: { cpuMs: 1_000, wallMs: 10_000, memoryMiB: 256 },
  maxRounds: 0,
  mutants: 6,
  agents: {},
};

const environment: Evidence['environment'] = {
  node: '24.21.0',
  v8: '13.6',
  icu: '77.1',
  tz: '2026a',
  platform: 'linux',
  arch: 'x64',
  cpu: 'some CPU',
  cores: 2,
  memoryMiB: 8_192,
  kernel: '6.1',
  variables: { TZ: 'UTC' },
};

function materials(evil: string): Material[] {
  const material = (name: string, location: string, annotations: Material['annotations'] = {}): Material => ({
    name,
    sha256: sha256(location),
    location,
    annotations,
  });
  return [
    material('model', 'nano-q8_0.gguf', {
      repo: `hermes-harness/nano${evil}`,
      revision: `v1${evil}`,
      file: 'nano-q8_0.gguf',
      bytes: 2_200_000,
      quantization: 'Q8_0',
    }),
    material(`tasks:fixtures/tasks/micro.jsonl${evil}`, 'fixtures/tasks/micro.jsonl'),
    material('prompt:compact/coder', 'compact/coder', { text: `You are the Coder.${evil}` }),
    material('native:llama-addon.node', 'llama-addon.node'),
    material('dependencies', 'node_modules'),
  ];
}
