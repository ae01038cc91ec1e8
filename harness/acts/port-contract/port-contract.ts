import { afterEach, describe } from 'vitest';
import type { Arm } from '../../contract/run-record.ts';
import type { AgentHandler } from '../act-server.ts';
import { anchoring, explicitAnchors } from './anchoring.ts';
import { answering, counting } from './answering.ts';
import { deduplicating, ending } from './delivering.ts';
import { troubling } from './troubling.ts';
import type { PortUnderTest, Start } from './under-test.ts';

/** What every AgentPort promises, as tests. `openPort` starts a fresh agent in the given arm. */
export function describeAgentPort(
  name: string,
  openPort: (options: { handler: AgentHandler; arm: Arm }) => Promise<PortUnderTest>,
): void {
  const open: PortUnderTest[] = [];
  const start: Start = async (handler, arm = 'C') => {
    const started = await openPort({ handler, arm });
    open.push(started);
    return started;
  };
  afterEach(async () => {
    for (const started of open.splice(0)) await started[Symbol.asyncDispose]();
  });

  describe(`${name}: what is asked and answered`, () => {
    answering(start);
  });
  describe(`${name}: bytes`, () => {
    counting(start);
  });
  describe(`${name}: anchors`, () => {
    anchoring(start);
    explicitAnchors(start);
  });
  describe(`${name}: at least once, executed once`, () => {
    deduplicating(start);
  });
  describe(`${name}: ends early`, () => {
    ending(start);
  });
  describe(`${name}: trouble`, () => {
    troubling(start);
  });
}
