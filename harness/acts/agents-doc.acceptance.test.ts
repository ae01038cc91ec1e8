import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsErrors } from '../contract/errors/anchors.ts';
import { actsErrors } from '../contract/errors/acts.ts';
import { connectAgent } from './a2a-port.ts';
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

test('the first example is ten lines of code', () => {
  const lines = block('ts', '// my-coder.ts')
    .trim()
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  expect(lines).toHaveLength(10);
});

test('the message on the page is what is really sent', () => {
  const printed = block('json', '{');
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
  expect(rows.length).toBeGreaterThanOrEqual(9);
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
