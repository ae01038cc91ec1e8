import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnchorStore, openAnchorStore } from '../anchors/store.ts';
import { Act, jsonPayload } from '../contract/act.ts';
import { Arm } from '../contract/run-record.ts';
import { requestMessage, serializeRequest } from './a2a-message.ts';
import { codecOf, decodeParts } from './arms.ts';
import { newAct, replyTo } from './new-act.ts';
import { inlined, noDerefs } from './payload.ts';
import { anyAct, ordinaryAct, seededRandom } from './seeded-acts.ts';

let dir = '';
let store: AnchorStore;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'arms-'));
  store = openAnchorStore({ path: join(dir, 'a.sqlite'), clock: () => 0, capacityBytes: 1e9 });
});
afterAll(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

const messageBytes = (act: Act, arm: Arm) =>
  serializeRequest(requestMessage(act.spanId, codecOf(arm, store).encode(act))).length;

describe.each(Arm.options)('arm %s', (arm) => {
  test('gives back every act exactly, whatever its bytes (150 seeded acts)', () => {
    const random = seededRandom(1);
    for (let index = 0; index < 150; index += 1) {
      const act = index % 2 === 0 ? ordinaryAct(random) : anyAct(random);
      const decoded = inlined(decodeParts(codecOf(arm, store).encode(act)), store, noDerefs());
      expect(Act.parse(decoded), `act ${index}`).toEqual(act);
    }
  });

  test.each([
    '{"b":1,"a":2}',
    '{ "a": 1 }',
    '{"2":0,"1":0}',
    '1.0',
    '"\\u0041"',
    '{"a":1,"a":2}',
    '',
    '\ufeff1',
    '{"__proto__":1}',
  ])('keeps the JSON payload %s byte for byte', (text) => {
    const payload = {
      kind: 'inline',
      bytes: new TextEncoder().encode(text),
      mediaType: 'application/json',
    } as const;
    const act = newAct({ type: 'INFORM', sender: 'coder', receiver: 'host', payload });
    expect(decodeParts(codecOf(arm, store).encode(act)).payload).toEqual(payload);
  });
});

describe('bytes', () => {
  test('of PM never exceed those of C, on any act (400 seeded acts)', () => {
    const random = seededRandom(2);
    let shorter = 0;
    for (let index = 0; index < 400; index += 1) {
      const act = anyAct(random);
      const [c, pm] = [messageBytes(act, 'C'), messageBytes(act, 'PM')];
      expect(pm, `act ${index}: PM ${pm}, C ${c}`).toBeLessThanOrEqual(c);
      if (pm < c) shorter += 1;
    }
    expect(shorter).toBeGreaterThan(40);
  });

  test('of C never exceed those of A on what agents ordinarily say (1,000 seeded acts)', () => {
    const random = seededRandom(3);
    for (let index = 0; index < 1_000; index += 1) {
      const act = ordinaryAct(random);
      expect(messageBytes(act, 'C'), `act ${index}`).toBeLessThanOrEqual(messageBytes(act, 'A'));
    }
  });

  test.each([
    ['text/x-log', 1_023, 1],
    ['text/x-log', 1_024, 2],
    ['text/x-diff', 1_024, 2],
    ['text/x-patch', 4_095, 1],
    ['text/x-patch', 4_096, 2],
    ['application/json', 4_095, 1],
    ['application/json', 262_144, 2],
  ])('of %s with %i bytes travel in PM in %i part(s)', (mediaType, length, parts) => {
    const payload = { kind: 'inline', bytes: new Uint8Array(length), mediaType } as const;
    const act = newAct({ type: 'INFORM', sender: 'coder', receiver: 'host', payload });
    expect(codecOf('PM', store).encode(act)).toHaveLength(parts);
  });
});

test('without a store a large payload travels inline in PM, as in C', () => {
  const payload = { kind: 'inline', bytes: new Uint8Array(300_000), mediaType: 'text/plain' } as const;
  const act = newAct({ type: 'INFORM', sender: 'coder', receiver: 'host', payload });
  expect(codecOf('PM', undefined).encode(act)).toEqual(codecOf('C', undefined).encode(act));
});

test('a reply repeats trace, span, epoch and header and turns the direction', () => {
  const request = newAct({
    type: 'REQUEST',
    sender: 'host',
    receiver: 'coder',
    header: { taskType: 'code' },
    payload: jsonPayload({}),
    epoch: 3,
  });
  expect(replyTo(request, { type: 'INFORM', payload: jsonPayload({ code: '1' }) })).toEqual({
    ...request,
    type: 'INFORM',
    payload: jsonPayload({ code: '1' }),
    sender: 'coder',
    receiver: 'host',
  });
});

test.each([
  ['no part', []],
  ['an empty part', [{ metadata: undefined, filename: '', mediaType: '' }]],
  [
    'prose',
    [
      {
        content: { $case: 'text', value: 'I would rather not.' },
        metadata: undefined,
        filename: '',
        mediaType: '',
      },
    ],
  ],
  [
    'bytes of another media type',
    [
      {
        content: { $case: 'raw', value: Buffer.from('x') },
        metadata: undefined,
        filename: '',
        mediaType: 'image/png',
      },
    ],
  ],
  [
    'garbage',
    [
      {
        content: { $case: 'raw', value: Buffer.from([255, 1, 2]) },
        metadata: undefined,
        filename: '',
        mediaType: 'application/vnd.hermes.act',
      },
    ],
  ],
  [
    'an empty act',
    [
      {
        content: { $case: 'raw', value: Buffer.alloc(0) },
        metadata: undefined,
        filename: '',
        mediaType: 'application/vnd.hermes.act',
      },
    ],
  ],
] as const)('%s is no act', (_name, parts) => {
  expect(() => decodeParts(parts as never)).toThrow(Error);
});
