import { expect, test } from 'vitest';
import { grpcTarget, socketPathOf } from './address.ts';

test.each([
  ['unix:/run/coder.sock', 'unix:/run/coder.sock'],
  ['grpc://127.0.0.1:4000', '127.0.0.1:4000'],
  ['127.0.0.1:0', '127.0.0.1:0'],
  ['grpc://[::1]:4000', '[::1]:4000'],
  ['grpc://localhost:4000', '127.0.0.1:4000'],
  ['localhost:80', '127.0.0.1:80'],
])('%s is an address on this machine', (address, target) => {
  expect(grpcTarget(address)).toBe(target);
});

test.each([
  'unix:',
  `unix:/${'x'.repeat(107)}`,
  'http://127.0.0.1:80',
  '127.0.0.1',
  '127.0.0.1:99999',
  'localhost.example:80',
  '10.0.0.1:80',
  'grpc://example.com:443',
  '',
])('%s is refused', (address) => {
  expect(() => grpcTarget(address)).toThrow(expect.objectContaining({ code: 'HERMES_ACTS_ADDRESS' }));
});

test('a host elsewhere is an address when the run is not hermetic', () => {
  expect(grpcTarget('grpc://gpu-7.example:443', { allowRemote: true })).toBe('gpu-7.example:443');
});

test('the path of a unix address is known, in both forms that gRPC knows', () => {
  expect(['unix:/a/b', 'unix:///a/b', '127.0.0.1:1'].map(socketPathOf)).toEqual(['/a/b', '/a/b', null]);
});
