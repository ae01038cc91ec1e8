import { statSync } from 'node:fs';
import { join } from 'node:path';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Command } from 'commander';
import { exportedAnchors } from '../anchors/exported-anchors.ts';
import { anchorServer, serveAnchors } from '../anchors/mcp-server.ts';
import { HermesError } from '../contract/errors.ts';
import { resolveRunDir } from '../record/read-run.ts';
import { interrupted } from './interrupt.ts';
import { say, tell } from './print.ts';

interface ServeFlags {
  socket?: string | undefined;
}

/** `hermes anchors serve RUNDIR`: what a run left under `anchors/`, for any MCP client, read-only. */
export function registerAnchors(program: Command): void {
  program
    .command('anchors')
    .description('anchors of a run')
    .command('serve')
    .description('serve the anchors of a run directory by MCP, read-only: over stdio, or on a unix socket')
    .argument('<rundir>', 'run directory, e.g. hermes-runs/latest')
    .option(
      '--socket <path>',
      'MCP by streamable HTTP on this unix socket (only for your user), until interrupted',
    )
    .action((runDir: string, flags: ServeFlags) => serveCommand(runDir, flags));
}

async function serveCommand(path: string, { socket }: ServeFlags): Promise<void> {
  const runDir = resolveRunDir(path);
  if (statSync(join(runDir, 'manifest.json'), { throwIfNoEntry: false }) === undefined) {
    throw new HermesError('HERMES_CONFIG_USAGE', {
      message: `${path} is no directory of a finished run.`,
      value: path,
      fix: 'name a run directory, e.g. hermes-runs/latest.',
    });
  }
  const store = exportedAnchors(join(runDir, 'anchors'));
  tell(`${store.list().length} anchors of ${runDir}; Ctrl-C ends it`);
  if (socket === undefined) {
    const stdio = serveStdio(() => anchorServer(store));
    await Promise.race([interrupted(), new Promise((resolve) => process.stdin.once('end', resolve))]);
    await stdio.close();
    return;
  }
  await using served = await serveAnchors({ store, socketPath: socket });
  say(served.socketPath);
  await interrupted();
}
