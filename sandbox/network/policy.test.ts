import { expect, test } from 'vitest';
import { decodePolicy, encodePolicy, type SealPolicyInput } from './policy.ts';

const policy: SealPolicyInput = {
  role: 'agent',
  socketPrefixes: ['/tmp/run'],
  ledgerDir: null,
  mayStartChildren: false,
  useNock: true,
  canaries: null,
  runStartMs: 1,
};

test('a policy survives the environment variable, with its defaults filled in', () => {
  expect(decodePolicy(encodePolicy(policy))).toEqual({
    ...policy,
    childrenInherit: true,
    kernel: false,
    parentPid: null,
    hasOwnRoot: false,
    ledgerDescriptor: null,
    root: '',
    relayedPorts: [],
    replay: null,
    suite: null,
    task: null,
    label: null,
  });
});

test.each([
  undefined,
  '',
  '{',
  '{}',
  JSON.stringify({ ...policy, role: 'guest' }),
  JSON.stringify({ ...policy, extra: 1 }),
])('a process with the policy %j is not started', (text) => {
  expect(() => decodePolicy(text)).toThrow('HERMES_SEAL_POLICY');
});
