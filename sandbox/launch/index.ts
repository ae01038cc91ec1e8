/** How a child process of ours starts and ends: command prefix, environment, private directory, death with its parent. For the harness only. */
export { childEnd, type ChildEnd } from './child-end.ts';
export { childEnvironment, harmlessVariables } from './environment.ts';
export { type KernelLevel, probeKernelLevel } from './kernel-level.ts';
export { type Launch, plainLaunch, spawnNode } from './launch.ts';
export { nodePath } from './node-path.ts';
export { type OwnRoot, type OwnRootGrant, probeOwnRoot } from './own-root.ts';
export { parentDeathPrefix } from './prefix.ts';
export {
  createPrivateDirectory,
  removeStale,
  staleDirectories,
  unownedDirectories,
} from './private-directory.ts';
export { findResidue } from './residue.ts';
