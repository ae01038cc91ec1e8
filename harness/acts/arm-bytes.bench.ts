import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from '../cli/bench/bench-result.ts';
import { openAnchorStore } from '../anchors/store.ts';
import type { Act } from '../contract/act.ts';
import type { Arm } from '../contract/run-record.ts';
import { requestMessage, serializeRequest } from './a2a-message.ts';
import { codecOf } from './arms.ts';
import { grpcPrefixBytes } from './limits.ts';
import { newAct } from './new-act.ts';
import { ordinaryAct, seededRandom } from './seeded-acts.ts';

/**
 * Bytes on the message path of arms `C` and `PM` against `A`, over the same acts: what agents ordinarily say here, and large test logs and patches
 * made up to the size such things have in real repositories. Exact and repeatable; no clock involved.
 */
export async function benchArmBytes(options: { acts?: number | undefined } = {}): Promise<BenchResult[]> {
  const acts = options.acts ?? 200;
  const random = seededRandom(7);
  const sets = {
    ordinary_acts: Array.from({ length: acts }, () => ordinaryAct(random)),
    large_logs_and_patches: Array.from({ length: acts }, (_, index) => largeAct(random, index)),
  };
  const dir = mkdtempSync(join(tmpdir(), 'bytes-'));
  try {
    await using store = openAnchorStore({ path: join(dir, 'a.sqlite'), clock: () => 0, capacityBytes: 1e9 });
    const bytesOf = (set: readonly Act[], arm: Arm) =>
      set
        .map(
          (act) =>
            serializeRequest(requestMessage(act.spanId, codecOf(arm, store).encode(act))).length +
            grpcPrefixBytes,
        )
        .reduce((sum, bytes) => sum + bytes, 0);
    return Object.entries(sets).flatMap(([name, set]) => {
      const baselineValue = bytesOf(set, 'A');
      return (['C', 'PM'] as const).map((arm): BenchResult => {
        const value = bytesOf(set, arm);
        const ratio = value / baselineValue;
        return {
          name: `bytes_${arm}_${name}`,
          value,
          unit: 'bytes',
          baseline: 'arm A',
          baselineValue,
          ratio,
          better: 'lower',
        };
      });
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function largeAct(random: () => number, index: number): Act {
  const patch = index % 2 === 0;
  const lines = Math.ceil((patch ? 60 : 200) * (0.5 + random() * 4));
  const line = (n: number) =>
    patch
      ? `${n % 3 === 0 ? '-' : '+'}    const value${n} = read("path/${n}", { strict: ${n % 2 === 0} });`
      : `[12:00:${String(n % 60).padStart(2, '0')}] FAIL src/module-${n % 17}.test.ts > case ${n}: expected ${n} to be ${n + 1}`;
  return newAct({
    type: 'INFORM',
    sender: 'coder',
    receiver: 'run-host',
    traceId: index.toString(16).padStart(32, '0'),
    spanId: index.toString(16).padStart(16, '0'),
    payload: {
      kind: 'inline',
      bytes: new TextEncoder().encode(Array.from({ length: lines }, (_, n) => line(n)).join('\n')),
      mediaType: patch ? 'text/x-patch' : 'text/x-log',
    },
  });
}
