import { connect } from 'node:net';
import { join } from 'node:path';
import { connectAgent } from '../acts/a2a-port.ts';
import { agentSockets } from '../agents/agent-protocol.ts';

// What a process of a run could try against the others: argv[2] is the run's private directory, argv[3] a suite that everything passes. Says as
// JSON what came back from each socket: who refused it, or the words that were said.
const [, , privateDir = '', suite = ''] = process.argv;
const [planner, tester] = ['planner', 'tester'].map((role) => agentSockets(join(privateDir, role)));

const call = (name: string, params: unknown) => `${JSON.stringify({ type: 'call', id: 1, name, params })}\n`;
const hello = `${JSON.stringify({ type: 'hello', secret: '' })}\n`;
const order = { messages: [{ role: 'user', content: 'x' }], trace: { span: '0'.repeat(16), index: 0 } };
const put = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'put', arguments: { kind: 'logs', text: 'forged' } },
});
const post = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: ${put.length}\r\nConnection: close\r\n\r\n${put}`;

const said = {
  control: await say(join(privateDir, 'host.sock'), hello + call('openSuite', JSON.parse(suite))),
  controlWithoutHello: await say(join(privateDir, 'host.sock'), call('openSuite', JSON.parse(suite))),
  garbage: await say(join(privateDir, 'host.sock'), 'not json\n'),
  endless: await say(join(privateDir, 'host.sock'), 'x'.repeat(100_000)),
  chat: await say(tester?.chat ?? '', hello + call('complete', order)),
  mcp: await say(tester?.mcp ?? '', post),
  acts: await connectAgent({
    address: `unix:${planner?.acts}`,
    role: 'planner',
    arm: 'C',
    typed: 'required',
    retry: { tries: 1, firstWaitMs: 1, factor: 1, maxWaitMs: 1 },
  }).then(
    () => 'answered',
    (error: unknown) => reason(error),
  ),
};
process.stdout.write(JSON.stringify(said));
process.exit(0);

function say(path: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(path);
    const timer = setTimeout(() => resolve('open'), 10_000);
    const done = (what: string) => {
      clearTimeout(timer);
      resolve(what);
    };
    socket.on('data', (chunk) => (heard += String(chunk)));
    socket.on('error', (error) => done(`error: ${reason(error)}`));
    socket.on('close', () => done(heard === '' ? 'dropped' : heard));
    socket.write(text);
  });
}

function reason(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && at.code === 'HERMES_SEAL_REFUSED') return at.code;
  }
  const { code, message } = error as { code?: unknown; message: string };
  return `${String(code)} ${message}`;
}
