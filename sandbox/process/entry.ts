import type ivm from 'isolated-vm';
import { serve } from '../isolate/serve.ts';

/** Entry of the confined process: `entry.cjs ADDON`; our code for isolates was put into this file when it was bundled. */
declare const HERMES_REALM_TEXT: string;

const addon = { exports: {} as { ivm: typeof ivm } };
process.dlopen(addon, process.argv[2] as string);
serve(addon.exports.ivm, HERMES_REALM_TEXT, isConfined());

function isConfined(): boolean {
  const { permission } = process as { permission?: { has: (scope: string) => boolean } };
  return (
    permission !== undefined &&
    !['fs.write', 'child', 'worker', 'wasi'].some((scope) => permission.has(scope))
  );
}
