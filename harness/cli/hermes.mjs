#!/usr/bin/env node
// Plain JavaScript that any Node can parse: runs the CLI, built or from source, on a Node that is new enough.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findNode, noNode } from '../../sandbox/launch/find-node.mjs';

// With a listener the signal no longer opens the inspector, which is a door into a process that no seal guards.
process.on('SIGUSR1', () => {});

const source = new URL('./entry.ts', import.meta.url);
const cli = existsSync(source) ? source : new URL('../../dist/harness/cli/entry.js', import.meta.url);
const node = findNode();

if (node === process.execPath) await import(cli.href);
else if (node === undefined) refuse();
else runOn(node);

function refuse() {
  const { message, fix } = noNode();
  console.error(`[HERMES_SANDBOX_NODE] ${message} Fix: ${fix}`);
  process.exitCode = 2;
}

/** Ends as the child ends: with its exit code, or by its signal. What ends this process ends the child first. */
function runOn(path) {
  const child = spawn(path, ['--disable-sigusr1', fileURLToPath(cli), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => {
    console.error(
      `[HERMES_SANDBOX_NODE] ${path} cannot be started: ${error.message}. Fix: reinstall the package.`,
    );
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 3;
      return;
    }
    for (const name of signals) process.off(name, forward);
    process.kill(process.pid, signal);
  });
}
