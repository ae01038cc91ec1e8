import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Nock from 'nock';
import { SandboxError } from '../errors.ts';
import type { Replay } from './policy.ts';

/** Lets the declared recordings answer; a missing or malformed one is HERMES_SEAL_REPLAY, never a silent absence. */
export function loadRecordings(nock: typeof Nock, replay: Replay): void {
  for (const name of replay.names) {
    const path = join(replay.folder, `${name}.json`);
    try {
      if (!/^[\w-]+$/.test(name)) throw new TypeError('a recording is named by letters, digits, - and _');
      nock.define(JSON.parse(readFileSync(path, 'utf8')) as Nock.Definition[]);
    } catch (cause) {
      throw new SandboxError('HERMES_SEAL_REPLAY', {
        message: `the recording ${JSON.stringify(name)} (${path}) cannot be used.`,
        fix: 'name a file of the replay folder in nock’s recorder format.',
        cause,
      });
    }
  }
}

/** Arguments of `fetch` with the replay deadline as an abort signal; unchanged where nothing is replayed. */
export function answerWithin(replay: Replay | null, args: unknown[]): unknown[] {
  if (replay === null) return args;
  const init = (args[1] ?? {}) as RequestInit;
  const deadline = AbortSignal.timeout(replay.deadlineMs);
  const given = init.signal ?? (args[0] instanceof Request ? args[0].signal : null);
  const signal = given === null ? deadline : AbortSignal.any([given, deadline]);
  return [args[0], { ...init, signal }];
}
