import { SandboxError } from '../errors.ts';

/** Variables of the parent that a child may have: where programs, libraries, devices and the model cache are. */
const inheritedNames = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TMP',
  'TEMP',
  'SystemRoot',
  'windir',
  'LD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'CUDA_PATH',
  'NVIDIA_VISIBLE_DEVICES',
  'HIP_VISIBLE_DEVICES',
  'HF_HOME',
  'HF_HUB_CACHE',
  'TRANSFORMERS_CACHE',
];

/** The offline policy of the HERMES specification, and a fixed zone and locale (DESIGN.md §5). */
const offlineVariables = {
  HERMES_HERMETIC: '1',
  HF_HUB_OFFLINE: '1',
  TRANSFORMERS_OFFLINE: '1',
  HF_DATASETS_OFFLINE: '1',
  HF_HUB_DISABLE_TELEMETRY: '1',
  DO_NOT_TRACK: '1',
  TZ: 'UTC',
  LC_ALL: 'C.UTF-8',
} as const;

const forbiddenName = /token|secret|password|passwd|credential|api_?key|_proxy$|^node_options$|^ld_preload$/i;

/**
 * The whole environment of a sealed child: an allow-list of the parent's variables, the offline variables and `extra`.
 * Proxies, credentials, tokens and `NODE_OPTIONS` are absent; `extra` naming one is HERMES_SEAL_ENVIRONMENT.
 */
export function childEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const forbidden = Object.keys(extra).find((name) => forbiddenName.test(name));
  if (forbidden !== undefined) {
    throw new SandboxError('HERMES_SEAL_ENVIRONMENT', {
      message: `${forbidden} may not be passed to a sealed process.`,
      fix: 'leave it out: no process of a run needs credentials, proxies or Node options.',
    });
  }
  const inherited = inheritedNames.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), ...offlineVariables, ...extra };
}

/** The variables of an environment that a sealed child may have beside what it is given anyway: no credentials, proxies or Node options. */
export function harmlessVariables(env: Record<string, string | undefined>): Record<string, string> {
  const pairs = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || forbiddenName.test(name) || name in offlineVariables ? [] : [[name, value]],
  );
  return Object.fromEntries(pairs) as Record<string, string>;
}
