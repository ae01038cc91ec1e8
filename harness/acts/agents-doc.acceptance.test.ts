import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsErrors } from '../contract/errors/anchors.ts';
import { actsErrors } from '../contract/errors/acts.ts';
import { connectAgent } from './a2a-port.ts';
import { CoderRequest, PlannerRequest, TesterRequest } from '../contract/agent-messages.ts';
import { loadConfig } from '../launcher/load-config.ts';
import { startCli } from '../testing/cli.ts';
import { armA } from './arm-a.ts';
import { part } from './codec.ts';
import { newAct } from './new-act.ts';
import { outcomeOfActError } from './outcome.ts';
import { readAnswer } from './payload.ts';
import { codeRequest, deadlineMs } from './port-contract/under-test.ts';

const root = join(import.meta.dirname, '../..');
const doc = readFileSync(join(root, 'docs/agents.md'), 'utf8');

/** The code block of the page that starts with this text. */
function block(language: string, start: string): string {
  const found = [...doc.matchAll(/```(\w+)\n([\s\S]*?)```/g)].find(
    ([, lang, text]) => lang === language && text?.startsWith(start),
  );
  expect(found, `docs/agents.md has a ${language} block that starts with "${start}"`).toBeDefined();
  return found?.[2] ?? '';
}

test.each([
  ['the ten lines', '// my-coder.ts', 'C'],
  ['the agent with the bare SDK', '// bare-coder.ts', 'A'],
] as const)(
  '%s of docs/agents.md run as printed and take the role of the coder',
  async (_name, start, arm) => {
    const dir = mkdtempSync(join(tmpdir(), 'doc-'));
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
    const source = block('ts', start)
      .replaceAll(/unix:\/tmp\/[\w-]+\.sock/g, `unix:${dir}/coder.sock`)
      .replace(/import \{ jsonHandler, serveAgent \} from 'hermes-harness';/, ours())
      .replace('askMyModel(', 'askMyModel_(');
    const model =
      'async function askMyModel_(prompt) { return `${prompt.split("\\n")[1]} { return a + b; }`; }\n';
    writeFileSync(join(dir, 'agent.ts'), source + (source.includes('askMyModel_') ? model : ''));
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    const agent = spawn(process.execPath, [join(dir, 'agent.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(agent.stdout, 'data');
      await using port = await connectAgent({ address: `unix:${dir}/coder.sock`, role: 'coder', arm: 'C' });
      const request = codeRequest({ statement: 'Add two numbers.', signature: 'function add(a, b)' });
      const { reply } = await port.ask(request, { deadlineMs });
      expect(port.arm).toBe(arm);
      expect(readAnswer(reply)).toEqual({ code: 'function add(a, b) { return a + b; }', lang: 'js' });
    } finally {
      agent.kill('SIGKILL');
      rmSync(dir, { recursive: true });
    }
  },
);

function ours(): string {
  const from = (name: string) => JSON.stringify(join(import.meta.dirname, name));
  return `import { jsonHandler } from ${from('json-handler.ts')}; import { serveAgent } from ${from('serve-agent.ts')};`;
}

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm;

test('every code block of the page is executed by a test here', () => {
  const begins = [...doc.matchAll(fence)].map(
    ([, lang, text]) => `${lang} ${text?.trimStart().split('\n')[0]}`,
  );
  expect(begins).toEqual([
    'ts // my-coder.ts',
    'js // hermes.config.ts',
    'json {',
    'ts // bare-coder.ts: nothing of Hermes in it',
    'sh npx hermes agent serve coder --listen 127.0.0.1:4000 --http 127.0.0.1:4001',
    'json {',
  ]);
});

test('the config of docs/agents.md is one', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'doc-'));
  try {
    writeFileSync(join(dir, 'hermes.config.mjs'), block('js', '// hermes.config.ts'));
    const { config } = await loadConfig({ projectRoot: dir, env: {} });
    expect(config.agents).toEqual({ coder: { a2a: 'unix:/tmp/my-coder.sock' } });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('the table of the page names every key of every request, and no other', () => {
  const shapes = { planner: PlannerRequest, coder: CoderRequest, tester: TesterRequest };
  for (const [role, schema] of Object.entries(shapes)) {
    const row = doc.split('\n').find((line) => line.startsWith(`| ${role} (`)) ?? '';
    const [, request = ''] = /\| `\{([^}]*)\}`/.exec(row) ?? [];
    const named = request.split(', ').map((key) => key.replace(/\?.*$/, ''));
    expect(named.toSorted(), row).toEqual(Object.keys(schema.shape).toSorted());
  }
});

test('a role of ours is served to others as the page says, and answers the JSON-RPC that it prints', async () => {
  const args = block('sh', 'npx hermes agent serve')
    .trim()
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:0')
    .split(' ')
    .slice(2);
  const served = startCli([...args, '--json']);
  try {
    await served.shows('Ctrl-C ends it');
    const said = JSON.parse(await served.output()) as { address: string; cardUrl: string };
    const card = (await (await fetch(said.cardUrl)).json()) as { supportedInterfaces: { url: string }[] };
    const url = new URL('/', said.cardUrl).href;
    expect(card.supportedInterfaces.map((at) => at.url)).toEqual([said.address, url.replace(/\/$/, '')]);
    const headers = { 'content-type': 'application/json' };
    const body = block('json', '{\n  "jsonrpc"');
    const answer: unknown = await (await fetch(url, { method: 'POST', headers, body })).json();
    const text = expect.stringMatching(/^\{"(?:code|refusal|shape|lang)"/) as unknown;
    expect(answer).toMatchObject({ result: { message: { role: 'ROLE_AGENT', parts: [{ text }] } } });
  } finally {
    served.kill('SIGTERM');
    expect(await served.finished).toMatchObject({ exitCode: 0 });
  }
});

test('the first example is ten lines of code', () => {
  const lines = block('ts', '// my-coder.ts')
    .trim()
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  expect(lines).toHaveLength(10);
});

test('the message on the page is what is really sent', () => {
  const printed = block('json', '{\n  "act"');
  const act = armA.decode([part({ $case: 'text', value: printed })]);
  const { traceId, spanId, epoch, header, payload } = act;
  const again = newAct({
    type: 'REQUEST',
    sender: 'run-host',
    receiver: 'coder',
    traceId,
    spanId,
    epoch,
    header,
    payload,
  });
  const content = armA.encode(again)[0]?.content;
  expect(JSON.parse(content?.$case === 'text' ? content.value : '')).toEqual(JSON.parse(printed));
});

test('the page names every failure of acts that a sample can end with, and the right outcome', () => {
  const rows = doc.split('\n').filter((line) => line.startsWith('|') && line.includes('`HERMES_'));
  expect(rows.length).toBeGreaterThanOrEqual(6);
  for (const row of rows) {
    const [, code = ''] = /`(HERMES_\w+)`/.exec(row) ?? [];
    const [, outcome] = /`([a-z]+)`[^`]*\|$/.exec(row) ?? [];
    if (code !== '') expect(outcome, row).toBe(outcomeOfActError(code));
  }
  const ourMistakes = ['HERMES_ACTS_SPAN_REUSED', 'HERMES_ACTS_NO_STORE', 'HERMES_ACTS_ADDRESS'];
  for (const code of Object.keys(actsErrors)) {
    if (!ourMistakes.includes(code)) expect(doc).toContain(code);
  }
  for (const code of Object.keys(anchorsErrors)) expect(outcomeOfActError(code)).toBe('harness');
});
