import { SandboxError } from '../errors.ts';

/** Layers of the seal, outermost first. */
export const sealLayers = ['nock', 'socket', 'handle', 'process', 'kernel'] as const;
export type SealLayer = (typeof sealLayers)[number];

/** The error that refused code sees; it names the layer, the API and the target. */
export class SealRefusal extends SandboxError {
  readonly layer: SealLayer;
  readonly api: string;
  readonly target: string;

  constructor(at: { layer: SealLayer; api: string; target: string }) {
    super('HERMES_SEAL_REFUSED', {
      message: `the ${at.layer} layer of the seal refused ${at.api} to ${at.target}.`,
      fix: 'a run reaches no network: read local files, or let the config name the loopback port so that the launcher relays it.',
    });
    this.name = 'SealRefusal';
    this.layer = at.layer;
    this.api = at.api;
    this.target = at.target;
  }
}

/** The layer named by an error or one of its causes; null when no layer of the seal refused it. */
export function refusingLayer(error: unknown): SealLayer | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    // By its code, not its class: a process may hold the bundled seal and its sources, each with a class of its own.
    if ('layer' in at && 'code' in at && at.code === 'HERMES_SEAL_REFUSED') return at.layer as SealLayer;
    if (at.name === 'NetConnectNotAllowedError') return 'nock';
  }
  return null;
}
