import { createExpect, type Decide } from './expect.ts';
import { apply, assign, isArray, RealError, RealPromise, RealProxy, toText } from './primordials.ts';

type Body = (...args: unknown[]) => unknown;

interface Block {
  name: string;
  parent: Block | undefined;
  before: Body[];
  after: Body[];
}

interface Test {
  name: string;
  body: Body;
  block: Block;
}

/** What tests in Jest's style require, and how they are run once their file has been read. */
export interface Jest {
  module: Record<string, unknown>;
  /** Runs every test that was declared, in order; the first that fails ends it. */
  run(): Promise<void>;
}

/** How what happens is told: expectations, what is lacking, and whether an error is the test text's own fault. */
export interface Telling {
  decide: Decide;
  missing: (name: string) => Error;
  faultOf: (error: unknown) => string | undefined;
}

type Declare = (name: unknown, body: Body) => void;

/** A small Jest: blocks, hooks, tests and `expect`, each expectation counted. What it lacks says so, by the error that `missing` makes. */
export function createJest(telling: Telling): Jest {
  const { decide, missing } = telling;
  const tests: Test[] = [];
  const onceBefore: Body[] = [];
  const onceAfter: Body[] = [];
  let block: Block = { name: '', parent: undefined, before: [], after: [] };
  const describe: Declare = (name, body) => {
    const outer = block;
    block = { name: `${outer.name}${toText(name)} › `, parent: outer, before: [], after: [] };
    apply(body, undefined, []);
    block = outer;
  };
  const test: Declare = (name, body) => {
    tests[tests.length] = { name: `${block.name}${toText(name)}`, body, block };
  };
  const lacking = new RealProxy(() => {}, {
    get: (_target, name) => {
      throw missing(`jest.${toText(name)}`);
    },
  });
  return {
    module: {
      describe: withParts(describe),
      test: withParts(test),
      it: withParts(test),
      xdescribe: skip,
      xtest: skip,
      xit: skip,
      expect: createExpect(decide, missing),
      beforeEach: (body: Body) => add(block.before, body),
      afterEach: (body: Body) => add(block.after, body),
      beforeAll: (body: Body) => add(onceBefore, body),
      afterAll: (body: Body) => add(onceAfter, body),
      jest: lacking,
      vi: lacking,
    },
    async run() {
      await runAll(onceBefore);
      for (let at = 0; at < tests.length; at += 1) await runOne(tests[at] as Test, telling);
      await runAll(onceAfter);
    },
  };
}

const skip = (): void => {};

function add(list: Body[], body: Body): void {
  list[list.length] = body;
}

/** `test` with `test.each`, `test.skip` and `test.todo`. */
function withParts(declare: Declare): Declare {
  const each =
    (table: unknown[]): Declare =>
    (name, body) => {
      for (let at = 0; at < table.length; at += 1) {
        const row = table[at];
        const args = isArray(row) ? (row as unknown[]) : [row];
        declare(`${toText(name)} (${at + 1})`, () => apply(body, undefined, args));
      }
    };
  return assign((name: unknown, body: Body) => declare(name, body), { each, skip, todo: skip });
}

async function runOne(
  { name, body, block }: Test,
  { decide, faultOf }: Pick<Telling, 'decide' | 'faultOf'>,
): Promise<void> {
  try {
    await runHooks(block, 'before');
    await runBody(body);
    await runHooks(block, 'after');
  } catch (error) {
    throw failureOf(error instanceof RealError ? error : new RealError(toText(error)), name, {
      decide,
      faultOf,
    });
  }
}

/** In Jest whatever a test throws is its failure. */
function failureOf(
  error: Error,
  name: string,
  { decide, faultOf }: Pick<Telling, 'decide' | 'faultOf'>,
): unknown {
  if (error.name === 'AssertionError' || error.name === 'CrossingError' || faultOf(error) !== 'threw') {
    return error;
  }
  try {
    decide(false, `${name}: ${error.name}: ${error.message}`);
  } catch (failed) {
    return failed;
  }
  return error;
}

async function runHooks(block: Block, kind: 'before' | 'after'): Promise<void> {
  if (kind === 'before' && block.parent !== undefined) await runHooks(block.parent, kind);
  await runAll(block[kind]);
  if (kind === 'after' && block.parent !== undefined) await runHooks(block.parent, kind);
}

async function runAll(bodies: Body[]): Promise<void> {
  for (let at = 0; at < bodies.length; at += 1) await runBody(bodies[at] as Body);
}

/** A body that names a parameter is done when it calls it. */
function runBody(body: Body): unknown {
  if (body.length === 0) return apply(body, undefined, []);
  return new RealPromise((resolve, reject) => {
    const done = (error: unknown): void => (error === undefined ? resolve(undefined) : reject(error));
    apply(body, undefined, [done]);
  });
}
