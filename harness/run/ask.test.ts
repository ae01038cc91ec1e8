import { expect, test } from 'vitest';
import { inMemoryPort } from '../acts/in-memory-port.ts';
import { replyTo } from '../acts/new-act.ts';
import { type Act, jsonPayload } from '../contract/act.ts';
import { Sampling } from '../contract/chat.ts';
import { ask, type Team } from './ask.ts';
import { runClock } from './clock.ts';
import { CompletionDesk } from './desk.ts';
import { runNames } from './run-names.ts';
import { Trail } from './trail.ts';

const task = 'micro/list/-/abs+add9/desc';
const request = { statement: 's', signature: 'function f()', entryPoint: 'f', lang: 'js' as const };

/** One agent that lives longer than a run: it answers by the number of times it was really asked. */
function liveAgent() {
  const seen: Act[] = [];
  const port = inMemoryPort({
    role: 'coder',
    arm: 'C',
    handler: async (act) => {
      seen.push(act);
      const code = `answer ${seen.length}`;
      return replyTo(act, { type: 'INFORM', payload: jsonPayload({ code, lang: 'js' }) });
    },
  });
  return { seen, port };
}

function runOf(port: ReturnType<typeof liveAgent>['port']) {
  const desk = new CompletionDesk(
    { complete: () => Promise.reject(new Error('no model')) },
    Sampling.parse({}),
  );
  const team: Team = {
    desk,
    names: runNames(),
    members: { coder: { port, deadlineMs: 5_000, isOutside: false } },
  };
  return async (sample: number) => {
    const trail = new Trail(
      { suite: 'coder', arm: 'C', task, sample },
      { runSeed: 1, clock: runClock(Date.now()) },
    );
    const answer = await ask(team, trail, { role: 'coder', step: 'code', request });
    return { answer, transcript: trail.transcript };
  };
}

test('an agent that lives longer than a run is asked anew by the next one', async () => {
  const { seen, port } = liveAgent();
  const [first, second] = [runOf(port), runOf(port)];
  expect((await first(0)).answer).toMatchObject({ code: 'answer 1' });
  expect((await first(0)).answer).toMatchObject({ code: 'answer 1' });
  expect((await second(0)).answer).toMatchObject({ code: 'answer 2' });
  expect(seen).toHaveLength(2);
});

test('no act says which task of which set it is about, and transcripts know nothing of the run’s names', async () => {
  const { seen, port } = liveAgent();
  const { transcript } = await runOf(port)(0);
  await runOf(port)(1);
  const [act, other] = seen;
  const sent = JSON.stringify({ ...act, payload: null });
  for (const word of [task, 'micro', 'abs', 'add9']) expect(sent).not.toContain(word);
  expect(act?.header.testName).not.toBe(other?.header.testName);
  const told = JSON.stringify(transcript);
  for (const name of [act?.spanId, act?.traceId, act?.epoch, act?.header.testName]) {
    expect(told).not.toContain(String(name));
  }
});
