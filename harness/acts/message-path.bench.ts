import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import type { BenchResult } from '../cli/bench/bench-result.ts';
import { timeResult } from '../anchors/testing/time-result.ts';
import { openAnchorStore } from '../anchors/store.ts';
import { jsonPayload } from '../contract/act.ts';
import { Arm } from '../contract/run-record.ts';
import { connectAgent } from './a2a-port.ts';
import type { AgentPort } from './agent-port.ts';
import { grpcPrefixBytes } from './limits.ts';
import { newAct } from './new-act.ts';

/**
 * The message path of `ask` (encoding, gRPC, decoding, both ways) to an agent in another process, against a raw grpc-js unary echo there of a
 * message of the same size, call by call in turn. One row per arm, payload size and percentile.
 */
export async function benchMessagePath(options: { calls?: number | undefined } = {}): Promise<BenchResult[]> {
  const calls = options.calls ?? 400;
  const dir = mkdtempSync(join(tmpdir(), 'path-'));
  const script = join(import.meta.dirname, 'bench-agent.fixture.ts');
  const agent = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const echo = rawEcho(`unix:${dir}/echo.sock`);
  try {
    await once(agent.stdout, 'data');
    await using store = openAnchorStore({ path: `${dir}/a.sqlite`, clock: () => 0, capacityBytes: 1e9 });
    const rows: BenchResult[] = [];
    for (const arm of Arm.options) {
      await using port = await connectAgent({ address: `unix:${dir}/agent.sock`, role: 'coder', arm, store });
      for (const bytes of [500, 16_384]) rows.push(...(await measure({ port, echo, bytes, calls })));
    }
    return rows;
  } finally {
    echo.close();
    agent.kill('SIGKILL');
    await once(agent, 'exit');
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(run: {
  port: AgentPort;
  echo: ReturnType<typeof rawEcho>;
  bytes: number;
  calls: number;
}): Promise<BenchResult[]> {
  const { port, echo, bytes, calls } = run;
  const payload = jsonPayload({ statement: 'x'.repeat(bytes) });
  const [ours, theirs]: [number[], number[]] = [[], []];
  const warmUp = Math.ceil(calls / 2);
  for (let index = -warmUp; index < calls; index += 1) {
    const act = newAct({ type: 'REQUEST', sender: 'host', receiver: 'coder', payload });
    const { hops, messagePathMs } = await port.ask(act, { deadlineMs: 60_000 });
    const size = (hops[0]?.bytes ?? 0) - grpcPrefixBytes;
    const startedMs = performance.now();
    await echo.call(Buffer.alloc(size));
    const wallMs = performance.now() - startedMs;
    if (index < 0 || messagePathMs === null) continue;
    ours.push(messagePathMs);
    theirs.push(wallMs);
  }
  const what = {
    name: `message_path_${port.arm}_${bytes}_bytes`,
    baseline: 'raw grpc-js unary echo of the same size',
  };
  return [
    timeResult({ ...what, percentile: 50 }, ours, theirs),
    timeResult({ ...what, percentile: 95 }, ours, theirs),
  ];
}

function rawEcho(target: string) {
  const client = new Client(target, credentials.createInsecure());
  const asIs = (bytes: Buffer) => bytes;
  return {
    call: async (bytes: Buffer) =>
      await new Promise<Buffer>((resolve, reject) => {
        client.makeUnaryRequest<Buffer, Buffer>('/raw/Echo', asIs, asIs, bytes, (error, value) => {
          if (error || !value) reject(error ?? new Error('no echo'));
          else resolve(value);
        });
      }),
    close: () => client.close(),
  };
}
