// Plain JavaScript: `hermes.mjs` asks on whatever Node there is, before any TypeScript can run.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The oldest Node that processes of ours run on. */
export const leastNode = 24;

/** Path of a Node that processes of ours run on: this one when it is new enough, else the pinned package's; undefined without either. */
export function findNode() {
  return Number(process.versions.node.split('.')[0]) >= leastNode ? process.execPath : pinnedNode();
}

/** Why there is none, and what to do about it. */
export function noNode() {
  const here = `this is ${process.version}, and the pinned Node is not installed`;
  const platform = `${process.platform}-${process.arch}`;
  return {
    message: `the processes of Hermes need Node ${leastNode} or later; ${here} (${platform}).`,
    fix: /^(?:linux-x64|linux-arm64|win32-x64)$/.test(platform)
      ? `install without --omit=optional, so that ${packageName()} comes along, or start Hermes with Node ${leastNode}.`
      : `there is no pinned Node for ${platform}: start Hermes with Node ${leastNode}, from nodejs.org or a version manager.`,
  };
}

function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName()}/package.json`);
    const binary = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function packageName() {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}
