/** The seal of a Node process: what its policy says, how a sealed child is launched, canaries and ledger. For the harness only. */
export { type CanaryListenerName, type CanaryListeners, openCanaryListeners } from './canary-listeners.ts';
export { readLedger } from './ledger.ts';
export { relayLoopback } from './loopback-relay.ts';
export { CanaryTargets, type SealPolicyInput } from './policy.ts';
export { currentSeal, installSeal } from './seal.ts';
export { sealFiles } from './seal-files.ts';
export { sealedLaunch } from './sealed-launch.ts';
export { uncoveredRoutes } from './uncovered-routes.ts';
