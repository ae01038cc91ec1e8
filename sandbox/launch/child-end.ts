import type { ChildProcess } from 'node:child_process';

/** How a child ended, with the last of what it wrote to stderr. */
export interface ChildEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

const keptCharacters = 4_000;

/**
 * Resolves when a child has ended (or could not be started). Not by its `close` event: Node never emits that when the parent was the one to
 * disconnect the IPC channel.
 */
export function childEnd(child: ChildProcess): Promise<ChildEnd> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptCharacters);
  });
  return new Promise((resolve) => {
    child.once('error', (error) =>
      resolve({ exitCode: null, signal: null, stderr: `${stderr}${error.message}` }),
    );
    child.once('exit', (exitCode, signal) => {
      const done = () => resolve({ exitCode, signal, stderr });
      // What it wrote last may still be on its way; a grandchild may hold the pipe open for ever.
      child.stderr?.once('close', done);
      setTimeout(done, 20);
    });
  });
}
