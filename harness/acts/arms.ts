import type { Part } from '@a2a-js/sdk';
import type { AnchorStore } from '../anchors/store.ts';
import type { Act } from '../contract/act.ts';
import type { Arm } from '../contract/run-record.ts';
import { armA } from './arm-a.ts';
import { armC } from './arm-c.ts';
import { armPM } from './arm-pm.ts';
import type { ActCodec } from './codec.ts';

/** The codec of an arm. Only `PM` uses the store. */
export function codecOf(arm: Arm, store: AnchorStore | undefined): ActCodec {
  switch (arm) {
    case 'A':
      return armA;
    case 'C':
      return armC;
    case 'PM':
      return armPM(store);
  }
}

/** Reads an act whatever arm wrote it: a text part is arm `A`, a raw part `C` or `PM`. Throws whatever is wrong with the parts. */
export function decodeParts(parts: readonly Part[]): Act {
  return parts[0]?.content?.$case === 'raw' ? armPM(undefined).decode(parts) : armA.decode(parts);
}
