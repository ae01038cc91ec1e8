import { sha256 } from '../harness/contract/canonical-json.ts';
import type { ReportInput } from '../harness/contract/report-input.ts';

/** Canaries and refused attempts of the fixture run. */
export function hermeticityFixture(evil: string): ReportInput['hermeticity'] {
  return {
    summary: {
      level: 'kernel',
      launcherLevel: 'process',
      refused: { total: 2, agent: 1, ours: 1 },
      canaries: { refused: 2, through: 0, absent: 1 },
    },
    events: [
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
    ],
  };
}

/** What the fixture run was made of. */
export function provenanceFixture(): ReportInput['provenance'] {
  const file = (
    name: string,
    note?: string,
  ): { name: string; sha256: string; bytes: number; note?: string } => ({
    name,
    sha256: sha256(name),
    bytes: 2_200_000,
    ...(note === undefined ? {} : { note }),
  });
  return {
    hermesVersion: '0.1.0',
    models: [file('nano-q8_0.gguf', 'Q8_0')],
    taskFiles: [file('fixtures/tasks/micro.jsonl')],
    prompts: [{ ...file('compact/coder'), text: 'You are the Coder.' }],
    nativeLibraries: [file('llama-addon.node')],
    locks: [file('hermes.lock.json')],
    source: { commit: '0a6cd87f2b1c4a9d8e7f60514233241506172839', dirty: true },
    versions: { node: '24.21.0', 'node-llama-cpp': '3.21.1' },
    machine: { class: sha256('machine'), facts: { arch: 'x64', os: 'linux' } },
    seeds: { runSeed: 42, scheme: 'hermes/seed/v1' },
    limits: { cpuMs: 1_000, memoryMiB: 256 },
    execution: { workers: 2 },
  };
}
