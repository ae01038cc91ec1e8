import { SandboxError } from '../errors.ts';
import { findNode, noNode } from './find-node.mjs';

/** The Node that every child of ours runs on, whatever runs this process. Throws SandboxError HERMES_SANDBOX_NODE when there is none. */
export function nodePath(): string {
  const path = findNode();
  if (path === undefined) throw new SandboxError('HERMES_SANDBOX_NODE', noNode());
  return path;
}
