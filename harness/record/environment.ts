import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { Evidence } from '../contract/manifest.ts';

const recorded = [
  'HERMES_HERMETIC',
  'HF_HUB_OFFLINE',
  'TRANSFORMERS_OFFLINE',
  'HF_DATASETS_OFFLINE',
  'HF_HUB_DISABLE_TELEMETRY',
  'DO_NOT_TRACK',
  'TZ',
  'LC_ALL',
];

/** The machine and the offline variables of a run's children; nothing of the user's own environment. */
export function describeEnvironment(childEnv: Record<string, string>): Evidence['environment'] {
  const { node, v8, icu = 'none', tz = 'none' } = process.versions;
  return {
    node,
    v8,
    icu,
    tz,
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 1_048_576),
    kernel: release(),
    variables: Object.fromEntries(
      recorded.flatMap((name) => (childEnv[name] === undefined ? [] : [[name, childEnv[name]]])),
    ),
  };
}

/** Commit and dirty flag of the project, or `absent` where there is no repository or no git. */
export function gitState(projectRoot: string): Evidence['git'] {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', projectRoot, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { PATH: process.env['PATH'] ?? '', GIT_OPTIONAL_LOCKS: '0', GIT_CONFIG_NOSYSTEM: '1' },
      }).trim();
    return { commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    return 'absent';
  }
}
