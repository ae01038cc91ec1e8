import { expect, test } from 'vitest';
import { newAct } from '../acts/new-act.ts';
import { actToProtobuf } from '../acts/protobuf.ts';
import { jsonPayload } from '../contract/act.ts';
import { runNames } from './run-names.ts';

const key = { suite: 'coder', arm: 'PM' as const, task: 'micro/list/-/abs+add9/desc', sample: 1 };
const question = { role: 'coder' as const, step: 'code' };
const namesOf = (names = runNames()) => ({
  epoch: names.epoch,
  task: names.task(key.task),
  trace: names.trace(key),
  span: names.span(key, question),
});

test('no two runs have a name in common', () => {
  const [one, other] = [namesOf(), namesOf()];
  for (const name of ['epoch', 'task', 'trace', 'span'] as const) expect(one[name]).not.toBe(other[name]);
});

test('one run says the same names again, one trace for all arms, one span for each', () => {
  const names = runNames();
  expect(namesOf(names)).toEqual(namesOf(names));
  const inArmA = { ...key, arm: 'A' as const };
  expect(names.trace(inArmA)).toBe(names.trace(key));
  expect(names.span(inArmA, question)).not.toBe(names.span(key, question));
});

test('acts are equally long in every run', () => {
  const lengthOf = (nonce: number) => {
    const names = runNames(new Uint8Array([nonce]));
    return actToProtobuf(
      newAct({
        type: 'REQUEST',
        sender: 'run-host',
        receiver: 'coder',
        payload: jsonPayload({}),
        header: { testName: names.task(key.task) },
        epoch: names.epoch,
        traceId: names.trace(key),
        spanId: names.span(key, question),
      }),
    ).length;
  };
  const lengths = Array.from({ length: 200 }, (_, nonce) => lengthOf(nonce));
  expect(new Set(lengths).size).toBe(1);
});
