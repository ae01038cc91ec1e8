import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Path of an installed Chromium or Chrome, from `HERMES_CHROMIUM` or `PATH`; undefined where there is none. For tests. */
export function findChromium(): string | undefined {
  const named = process.env['HERMES_CHROMIUM'];
  if (named !== undefined) return named;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const dirs = (process.env['PATH'] ?? '').split(delimiter);
  return dirs.flatMap((dir) => names.map((name) => join(dir, name))).find((path) => isExecutable(path));
}

/** A page in a headless browser that can reach no network, driven over pipes. */
export interface Page extends AsyncDisposable {
  /** Console messages of level warning and error, exceptions, and policy violations so far. */
  problems: readonly string[];
  /** Addresses the page asked for, so far. */
  requests: readonly string[];
  /** Value of an expression in the page; promises are awaited. Throws Error when it throws there. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses and releases a key. */
  press(key: string): Promise<void>;
  send(method: string, params?: object): Promise<unknown>;
}

/** Opens a file in a fresh headless browser; the window is 1366 × 768 unless told. */
export async function openPage(
  browser: string,
  path: string,
  { width = 1366, height = 768, script = true } = {},
): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'hermes-chromium-'));
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, `--window-size=${width},${height}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const wire = new Wire(child);
  const { targetInfos } = (await wire.send('Target.getTargets')) as { targetInfos: Target[] };
  const targetId = targetInfos.find((target) => target.type === 'page')?.targetId;
  const { sessionId } = (await wire.send('Target.attachToTarget', { targetId, flatten: true })) as {
    sessionId: string;
  };
  const send = (method: string, params: object = {}): Promise<unknown> =>
    wire.send(method, params, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setScriptExecutionDisabled', { value: !script });
  const loaded = wire.next('Page.loadEventFired');
  await send('Page.navigate', { url: `file://${path}` });
  await loaded;
  return {
    problems: wire.problems,
    requests: wire.requests,
    send,
    evaluate: async (expression) => {
      const options = { expression, awaitPromise: true, returnByValue: true };
      const answer = (await send('Runtime.evaluate', options)) as Evaluation;
      if (answer.exceptionDetails !== undefined)
        throw new Error(answer.exceptionDetails.exception?.description);
      return answer.result.value;
    },
    press: async (key) => {
      const text = key.length === 1 ? { text: key } : {};
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    },
    [Symbol.asyncDispose]: async () => {
      const gone = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// Nothing of the browser's own may go out either: no background services, every name unknown, every request to a closed local port.
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--hide-scrollbars',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--proxy-server=http://127.0.0.1:1',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--remote-debugging-pipe',
  'about:blank',
];

interface Target {
  targetId: string;
  type: string;
}

interface Evaluation {
  result: { value?: unknown };
  exceptionDetails?: { exception?: { description?: string } } | undefined;
}

interface Message {
  id?: number | undefined;
  method?: string | undefined;
  params?: Record<string, unknown> | undefined;
  result?: unknown;
  error?: { message: string } | undefined;
}

/** The DevTools protocol over pipes: JSON messages, each ended by a zero byte. */
class Wire {
  readonly problems: string[] = [];
  readonly requests: string[] = [];
  readonly #input: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, () => void>();
  #count = 0;
  #rest = '';

  constructor(child: ChildProcess) {
    this.#input = child.stdio[3] as Writable;
    const output = child.stdio[4] as Readable;
    output.setEncoding('utf8');
    output.on('data', (text: string) => this.#read(text));
    // A browser that cannot start, or dies, answers every open question.
    const ended = (what: string) => {
      for (const answer of this.#waiting.values()) answer({ error: { message: `the browser ${what}` } });
    };
    child.on('error', (error) => ended(`did not start: ${error.message}`));
    child.on('exit', (code, signal) => ended(`ended (${code ?? signal})`));
    this.#input.on('error', () => ended('closed its pipe'));
  }

  async send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    const answer = new Promise<Message>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    this.#input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    const { error, result } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  next(method: string): Promise<void> {
    return new Promise((resolve) => {
      this.#listeners.set(method, resolve);
    });
  }

  #read(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.#take(JSON.parse(part) as Message);
  }

  #take(message: Message): void {
    if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    const { method = '', params = {} } = message;
    this.#listeners.get(method)?.();
    if (method === 'Network.requestWillBeSent') {
      this.requests.push((params['request'] as { url: string }).url);
    }
    if (method === 'Runtime.exceptionThrown') this.problems.push(JSON.stringify(params['exceptionDetails']));
    if (method === 'Log.entryAdded') this.problems.push(JSON.stringify(params['entry']));
    if (method === 'Runtime.consoleAPICalled') this.problems.push(JSON.stringify(params['args']));
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
