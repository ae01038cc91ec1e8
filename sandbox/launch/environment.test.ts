import { afterEach, expect, test, vi } from 'vitest';
import { childEnvironment } from './environment.ts';

afterEach(() => vi.unstubAllEnvs());

test('a child gets the offline variables, and nothing of the parent that is not on the list', () => {
  for (const name of [
    'HF_TOKEN',
    'HTTPS_PROXY',
    'https_proxy',
    'NODE_OPTIONS',
    'AWS_SECRET_ACCESS_KEY',
    'ANYTHING',
  ]) {
    vi.stubEnv(name, 'leak');
  }
  vi.stubEnv('HF_HOME', '/models');
  const environment = childEnvironment({ HERMES_RUN: '1' });
  expect(Object.values(environment)).not.toContain('leak');
  expect(environment).toMatchObject({
    HERMES_RUN: '1',
    HERMES_HERMETIC: '1',
    HF_HOME: '/models',
    HF_HUB_OFFLINE: '1',
    TRANSFORMERS_OFFLINE: '1',
    HF_DATASETS_OFFLINE: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
    DO_NOT_TRACK: '1',
    TZ: 'UTC',
    LC_ALL: 'C.UTF-8',
  });
});

test.each(['HF_TOKEN', 'ALL_PROXY', 'NODE_OPTIONS', 'OPENAI_API_KEY', 'LD_PRELOAD', 'DB_PASSWORD'])(
  'passing on %s is an error',
  (name) => {
    expect(() => childEnvironment({ [name]: 'x' })).toThrow('HERMES_SEAL_ENVIRONMENT');
  },
);
