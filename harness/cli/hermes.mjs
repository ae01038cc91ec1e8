#!/usr/bin/env node
// Plain JavaScript that any Node can parse: finds the pinned Node 24 and runs the TypeScript CLI on it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const cli = new URL(
  existsSync(new URL('./entry.ts', import.meta.url)) ? './entry.ts' : './entry.js',
  import.meta.url,
);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(cli.href);
} else {
  const pinned = pinnedNode();
  if (pinned === undefined) {
    console.error(
      `[HERMES_CONFIG_USAGE] Hermes needs Node 24; this is ${process.version} and the pinned Node is not installed. Fix: run npm ci, or start Hermes with Node 24.`,
    );
    process.exit(2);
  }
  const child = spawnSync(pinned, [fileURLToPath(cli), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(child.status ?? 130);
}

function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const binary = fileURLToPath(
      new URL(process.platform === 'win32' ? './bin/node.exe' : './bin/node', `file://${manifest}`),
    );
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
