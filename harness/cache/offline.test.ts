import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/** Every module that a module imports, directly or through others of ours. */
async function reachable(entry: string, seen = new Map<string, string>()): Promise<Map<string, string>> {
  if (seen.has(entry)) return seen;
  const source =
    entry.startsWith('harness/') || entry.startsWith('sandbox/') ? await readFile(entry, 'utf8') : '';
  seen.set(entry, source);
  for (const [, specifier = ''] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    await reachable(specifier.startsWith('.') ? join(dirname(entry), specifier) : specifier, seen);
  }
  return seen;
}

const networkCall =
  /^(?:node:)?(?:net|http|https|http2|tls|dns|dgram|dns\/promises|child_process)$|huggingface|node-llama-cpp|undici/;

test.each([
  'resolve-model.ts',
  'snapshot.ts',
  'lock.ts',
  'cache-dirs.ts',
  'list-cache.ts',
  'verify-cache.ts',
  'update-lock.ts',
  'import-model.ts',
])('No network code is reachable from %s.', async (file) => {
  const modules = await reachable(`harness/cache/${file}`);
  expect([...modules.keys()].filter((name) => networkCall.test(name))).toEqual([]);
  expect([...modules.values()].filter((source) => /\bfetch\(|WebSocket|EventSource/.test(source))).toEqual(
    [],
  );
});

test('The search sees network code where there is some.', async () => {
  const modules = await reachable('harness/cache/pull-model.ts');
  expect([...modules.keys()].filter((name) => networkCall.test(name))).toEqual([
    '@huggingface/hub',
    'node:http',
  ]);
  expect([...modules.values()].filter((source) => /\bfetch\(/.test(source)).length).toBe(1);
});
