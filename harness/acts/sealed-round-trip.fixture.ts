// One process as the seal leaves it: nock is loaded and refuses everything, and there may be no loopback. Acts and anchors must still travel.
import nock from 'nock';
import { Arm } from '../contract/run-record.ts';
import { openAnchorStore } from '../anchors/store.ts';
import { connectAgent } from './a2a-port.ts';
import { jsonHandler } from './json-handler.ts';
import { newAct } from './new-act.ts';
import { jsonPayload } from '../contract/act.ts';
import { serveAgent } from './serve-agent.ts';

const [dir = ''] = process.argv.slice(2);
nock.disableNetConnect();
const store = openAnchorStore({ path: `${dir}/a.sqlite`, clock: () => 0, capacityBytes: 1e9 });
await using agent = await serveAgent({
  role: 'coder',
  listen: `unix:${dir}/agent.sock`,
  store,
  handler: jsonHandler(async ({ log }) => ({ length: JSON.stringify(log).length - 2 })),
});
const answers: string[] = [];
for (const arm of Arm.options) {
  await using port = await connectAgent({ address: agent.address, role: 'coder', arm, store });
  const payload = jsonPayload({ log: 'x'.repeat(100_000) });
  const act = newAct({ type: 'REQUEST', sender: 'host', receiver: 'coder', payload });
  const { reply } = await port.ask(act, { deadlineMs: 10_000 });
  if (reply.payload.kind === 'inline')
    answers.push(`${port.arm} ${Buffer.from(reply.payload.bytes).toString()}`);
}
process.stdout.write(JSON.stringify({ answers, nockActive: nock.isActive() }));
