import { SandboxError } from '../errors.ts';
import { type CanaryLayer, type CanaryOriginals, type CanaryOutcome, canaryRoutes } from './canary-routes.ts';
import type { Guard } from './guard.ts';
import type { CanaryResult, LedgerWriter } from './ledger.ts';
import type { SealPolicy } from './policy.ts';
import { type SealLayer, sealLayers } from './refusal.ts';

/**
 * Proves each layer on its own: a canary goes around the layers above the one it tests (captured originals, exempted native
 * handles), so only that layer can refuse it. Results go to the ledger; a layer that is not there is `absent`.
 */
export async function runCanaries(at: {
  guard: Guard;
  ledger: LedgerWriter;
  originals: CanaryOriginals;
}): Promise<CanaryResult[]> {
  const { guard, ledger, originals } = at;
  const { policy } = guard;
  const results: CanaryResult[] = [];
  const report = (layer: CanaryLayer, result: CanaryResult['result'], detail: string): void => {
    const entry = { atMs: ledger.elapsedMs(), process: ledger.processName, layer, result, detail };
    results.push({ type: 'canary', ...entry });
    ledger.write({ type: 'canary', ...entry });
  };
  const routes = (policy.canaries === null ? [] : canaryRoutes(guard, originals, policy.canaries)).filter(
    ({ layer }) => layer !== 'process' || policy.childrenInherit,
  );
  for (const { layer, name, fire } of routes) {
    const { value, refusedBy } = await guard.probing(fire);
    report(layer, judge({ layer, policy }, value, refusedBy), `${name}: ${value.detail}`);
  }
  const told = policy.role === 'agent' ? (['mount', 'files'] as const) : (['mount'] as const);
  for (const layer of [...sealLayers, ...told]) {
    if (routes.every((route) => route.layer !== layer)) report(layer, 'absent', whyAbsent(policy, layer));
  }
  return results;
}

/**
 * Throws HERMES_SEAL_BROKEN when a canary got through and HERMES_SEAL_UNPROVEN when a layer that this policy demands did not
 * refuse; the message names layer, route and process. Without canary targets nothing can be demanded.
 */
export function assertSealed(policy: SealPolicy, results: readonly CanaryResult[]): void {
  if (policy.canaries === null) return;
  const through = results.find((entry) => entry.result === 'through');
  if (through !== undefined) {
    throw new SandboxError('HERMES_SEAL_BROKEN', {
      message: `in ${through.process} a canary got through the ${through.layer} layer (${through.detail}).`,
      fix: 'run `hermes doctor`; do not trust any result of this run.',
    });
  }
  for (const layer of demandedLayers(policy)) {
    const found = results.filter((entry) => entry.layer === layer);
    const weak = found.find((entry) => entry.result !== 'refused');
    if (found.length > 0 && weak === undefined) continue;
    throw new SandboxError('HERMES_SEAL_UNPROVEN', {
      message: `in ${policy.role} ${process.pid} the ${layer} layer did not refuse its canary (${weak?.detail ?? 'none fired'}).`,
      fix: 'run `hermes doctor`; see docs/hermeticity.md.',
    });
  }
}

/** Layers that must refuse under this policy. */
export function demandedLayers(policy: SealPolicy): SealLayer[] {
  return sealLayers.filter(
    (layer) =>
      (layer !== 'nock' || policy.useNock) &&
      (layer !== 'kernel' || policy.kernel) &&
      (layer !== 'process' || policy.childrenInherit),
  );
}

function judge(
  { layer, policy }: { layer: CanaryLayer; policy: SealPolicy },
  outcome: CanaryOutcome,
  refusedBy: readonly SealLayer[],
): CanaryResult['result'] {
  if (layer === 'files') return outcome.reached ? (policy.hasOwnRoot ? 'through' : 'absent') : 'refused';
  if (layer === 'mount') return outcome.reached ? 'absent' : 'refused';
  if (outcome.reached) return 'through';
  if (layer === 'kernel') return refusedBy.length === 0 ? 'refused' : 'absent';
  if (layer === 'process') return 'refused';
  return refusedBy.length > 0 && refusedBy.every((by) => by === layer) ? 'refused' : 'absent';
}

function whyAbsent(policy: SealPolicy, layer: CanaryLayer): string {
  if (policy.canaries === null) return 'no canary targets';
  if (layer === 'nock') return 'this role does not use nock';
  if (layer === 'process') return 'children of this process bring their own seal';
  return 'level process: no namespace of its own';
}
