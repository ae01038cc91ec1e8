import type { ChildProcess } from 'node:child_process';
import { type Duplex, PassThrough } from 'node:stream';
import type { z } from 'zod';
import { type ChildEnd, childEnd, type Launch, spawnNode } from '../../sandbox/launch/index.ts';
import { type Caller, callOver, type CallOptions } from './calls.ts';
import { type ChildContract, childDescriptor, childLimitBytes } from './child-contract.ts';
import { LineChannel } from './lines.ts';

/** Why a child said no first word. */
export interface StartFailure {
  why: 'ended' | 'late' | 'garbled';
  end: ChildEnd;
}

export interface ChildStart<C extends ChildContract> {
  contract: C;
  /** Path of the file that the child runs; see `childMain`. */
  entry: string;
  /** Handed over through the pipe: secrets in it are in no argument, variable or file. */
  init: z.output<C['start']['params']>;
  /** Told of what the child says before its first word. */
  onProgress?: CallOptions<C['start']>['onProgress'] | undefined;
  cwd?: string | undefined;
  /** What the child and its children print is shown on this process's stderr. Default false. */
  isHeard?: boolean | undefined;
  /** From spawn to first word. */
  startMs: number;
  /** From `stop()` to SIGKILL. */
  stopMs: number;
  /** Makes the error of a child that said no first word. */
  startError: (failure: StartFailure) => unknown;
}

/** A child process of ours from spawn to exit. */
export interface Child<C extends ChildContract> {
  /** -1 when it could not be spawned. */
  pid: number;
  /** Its first word. Rejects, when the child has ended, with its own error or with what `startError` makes. */
  first: Promise<z.output<C['start']['answer']>>;
  /** Resolves with the last of its stderr when it has ended. */
  ended: Promise<ChildEnd>;
  /** Resolves as soon as nothing can be asked any more. */
  lost: Promise<void>;
  isGone(): boolean;
  calls: Caller<C>;
  kill(): void;
  /** Closes the pipe, which ends the child, and kills it when it has not ended in time. */
  stop(): Promise<ChildEnd>;
}

/** Starts a child process of ours and hands it what it needs. */
export function startChild<C extends ChildContract>(launch: Launch, options: ChildStart<C>): Child<C> {
  const { contract, entry, init, startMs, stopMs, cwd } = options;
  const child = spawnNode(launch, {
    path: entry,
    stdio: ['ignore', options.isHeard === true ? process.stderr.fd : 'ignore', 'pipe', 'pipe'],
    cwd,
  });
  const ended = childEnd(child);
  if (options.isHeard === true) child.stderr?.on('data', (text: string) => process.stderr.write(text));
  const channel = new LineChannel(pipeTo(child), { limitBytes: childLimitBytes });
  const gone = new ChildGone();
  const lost = Promise.withResolvers<void>();
  let why: StartFailure['why'] = 'ended';
  let isStarted = false;
  const calls = callOver(channel, contract, {
    lost(reason) {
      if (reason?.code === 'HERMES_WIRE_PROTOCOL') why = 'garbled';
      return isStarted ? undefined : gone;
    },
    onClose: lost.resolve,
  });
  const kill = () => void child.kill('SIGKILL');
  const stop = async () => {
    channel.close();
    const timer = setTimeout(kill, stopMs);
    const end = await ended;
    clearTimeout(timer);
    return end;
  };
  const timer = setTimeout(() => {
    why = 'late';
    kill();
  }, startMs);
  const firstWord = async () => {
    try {
      const first = await calls.start('start', init, { onProgress: options.onProgress }).answer;
      isStarted = true;
      return first;
    } catch (error) {
      if (why !== 'ended') kill();
      const end = await stop();
      throw error === gone ? options.startError({ why, end }) : error;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    pid: child.pid ?? -1,
    first: firstWord(),
    ended,
    lost: lost.promise,
    isGone: () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
    calls,
    kill,
    stop,
  };
}

/** Without a descriptor left there is no child, and none of its pipes: one that is closed stands for it, and `childEnd` says why. */
function pipeTo(child: ChildProcess): Duplex {
  const pipes = child.stdio as (Duplex | null)[] | undefined;
  return pipes?.[childDescriptor] ?? new PassThrough().destroy();
}

/** Stands for the end of the pipe while `startError` waits for the end of the process. */
class ChildGone extends Error {}
