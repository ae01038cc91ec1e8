import { type Act, type ActPayload, ActType, jsonPayload } from '../contract/act.ts';
import type { Json } from '../contract/json.ts';
import { newAct } from './new-act.ts';

/** A seeded generator of numbers in 0..1 (mulberry32), for property tests and benches that must repeat. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** What agents say to each other here: requests and answers of the three roles, as docs/agents.md has them, of every usual size. */
export function ordinaryAct(random: () => number): Act {
  const size = Math.floor(2 ** (random() * 15));
  const statement = textOf(random, size);
  const messages: [string, { [key: string]: Json }][] = [
    ['plan', { statement, signature: 'function add(a, b)' }],
    ['plan', { steps: statement.split('\n') }],
    ['code', { statement, signature: 'function add(a, b)', plan: ['look', 'think', textOf(random, 40)] }],
    ['code', { code: statement, lang: 'js' }],
    ['test', { tests: statement }],
    ['code', { refusal: { reason: 'no-code', text: statement } }],
  ];
  const [taskType, payload] = pick(random, messages);
  return actOf(random, { taskType, payload: jsonPayload(payload) });
}

/** Anything the contract allows: every act type, any bytes, every media type with a kind of its own, all sizes to past 256 KiB. */
export function anyAct(random: () => number): Act {
  const size = Math.floor(2 ** (random() * 18.2)) - 1;
  const mediaType = pick(random, [
    'application/json',
    'text/x-log',
    'text/x-diff',
    'text/x-patch',
    'text/plain',
    'x/y',
  ]);
  const bytes = pick(random, [
    () => new TextEncoder().encode(textOf(random, size)),
    () => Uint8Array.from({ length: size }, () => Math.floor(random() * 256)),
    () => new TextEncoder().encode(JSON.stringify({ log: textOf(random, size), n: random() })),
  ])();
  return actOf(random, { taskType: textOf(random, 10), payload: { kind: 'inline', bytes, mediaType } });
}

function actOf(random: () => number, parts: { taskType: string; payload: ActPayload }): Act {
  const name = () => pick(random, ['host', 'planner', 'coder', 'tester']);
  return newAct({
    type: pick(random, ActType.options),
    sender: name(),
    receiver: name(),
    payload: parts.payload,
    header: {
      taskType: parts.taskType,
      repo: pick(random, ['', 'micro/7']),
      filePath: pick(random, ['', 'src/add.ts']),
      testName: pick(random, ['', 'adds "two" numbers\n']),
    },
    epoch: Math.floor(random() * 1_000),
    traceId: hexOf(random, 32),
    spanId: hexOf(random, 16),
  });
}

const words = [
  'return',
  'a + b;',
  '\n',
  '"quoted"',
  'const x = 1;',
  '  ',
  'naïve',
  '😀',
  '\\d+',
  '\t',
  'error: 42',
  '{',
  '}',
];

function textOf(random: () => number, length: number): string {
  const parts: string[] = [];
  for (let done = 0; done < length;) {
    const word = pick(random, words);
    parts.push(word);
    done += word.length + 1;
  }
  return parts.join(' ');
}

function hexOf(random: () => number, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}

function pick<T>(random: () => number, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}
