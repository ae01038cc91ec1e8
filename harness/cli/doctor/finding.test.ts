import { expect, test } from 'vitest';
import { formatFindings, well } from './finding.ts';

test('findings are printed a line each, problems with their fix below, and counted', () => {
  const text = formatFindings([
    well('node', '24.21.0'),
    { name: 'seal level', status: 'warn', detail: 'process', fix: 'allow user namespaces.' },
    { name: 'model', status: 'fail', detail: 'not in the cache', fix: 'pull it.' },
  ]);
  expect(text.split('\n')).toEqual([
    'ok    node        24.21.0',
    'warn  seal level  process',
    '                  fix: allow user namespaces.',
    'FAIL  model       not in the cache',
    '                  fix: pull it.',
    '1 ok, 1 warnings, 1 failures',
  ]);
});
